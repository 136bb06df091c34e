import { NotSupportedError, type Numbers } from "@elbo/spec";
import { countElementsOf } from "../evaluation/count-elements.ts";
import { importanceBound } from "../evaluation/evaluate-model.ts";
import { lawful } from "../model/lawful.ts";
import type { Session } from "../session/session.ts";
import { createBreath } from "../training/breathe.ts";
import { byField, countExamples, type Examples, exampleBatches } from "../vae/example-batches.ts";

/** More examples than this go through in chunks of it. */
const CHUNK = 100;

/** How to score. */
export interface ScoreOptions {
  /** k of the importance-sampled NLL; 0 leaves it out; default 100. */
  readonly importance?: number;
  readonly seed?: bigint;
  /** The number of the first example where many come in blocks: each block then has noise of its own. */
  readonly first?: number;
  readonly onProgress?: (done: number, total: number) => void;
  /** Aborting it ends the work after the chunk at hand: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How unlikely examples are under a model, `[example]` each, nats: the higher, the less like the training data. */
export interface Scores {
  /** -ELBO, one draw of q(z|x). */
  readonly negativeElbo: Float64Array;
  /** -log (1/k) sum of k importance weights. */
  readonly nll?: Float64Array;
  /** Elements that count: pixels, observed columns, tokens within their length. */
  readonly elements: Int32Array;
}

/**
 * Bound and importance-sampled NLL of each example by itself.
 *
 * @throws NotSupportedError for an NLL under a posterior without a density (an autoencoder's point), ShapeError for fields that
 * do not hold whole examples; the signal's reason when it is aborted.
 */
export async function scoreExamples(
  session: Session,
  examples: Examples,
  { importance = 100, seed = 0n, first: start = 0, onProgress, signal }: ScoreOptions = {},
): Promise<Scores> {
  const { assembled } = session;
  const { facts } = assembled.parts.latents;
  const { describes } = assembled.parts.likelihood;
  if (importance > 0 && !lawful(facts)) {
    throw new NotSupportedError("the posterior has no density, so there is no likelihood to sample", {
      where: "vae.score",
      remedy: "Ask for importance: 0, or train with a random posterior.",
    });
  }
  const { fields } = assembled.dataset;
  const given = byField(examples);
  const total = countExamples(given, fields, Object.keys(assembled.parts.condition?.fields ?? {}));
  const breathe = createBreath();
  const pause = async () => {
    await breathe();
    signal?.throwIfAborted();
  };
  const found = {
    negativeElbo: new Float64Array(total),
    elements: new Int32Array(total),
    ...(importance > 0 ? { nll: new Float64Array(total) } : {}),
  };
  for (const { first, rows, size, inputs } of exampleBatches(given, fields, { count: total, largest: CHUNK })) {
    const key = { seed, step: start + first };
    const { elbo } = await session.run(`evaluation/${size}`, () => assembled.evaluation(size), inputs, key);
    const logP =
      importance > 0
        ? await importanceBound(session, inputs, { batch: size, importance, seed, step: start + first }, pause)
        : undefined;
    for (let i = 0; i < rows; i++) {
      found.elements[first + i] = countElementsOf(inputs, fields, i, describes);
      found.negativeElbo[first + i] = -((elbo as Numbers)[i] as number);
      if (logP) (found.nll as Float64Array)[first + i] = -(logP[i] as number);
    }
    onProgress?.(first + rows, total);
    await pause();
  }
  return found;
}
