import {
  activeUnits,
  addMoments,
  bitsPerDimension,
  collapsed,
  logMeanOf,
  logSumOf,
  mergeLogSums,
  noMoments,
} from "@elbo/metrics";
import type { Field, Named, Numbers, Split } from "@elbo/spec";
import type { Measuring } from "../measures/measure.ts";
import { chooseMeasures, measureAll } from "../measures/measures.ts";
import { lawful } from "../model/lawful.ts";
import { drawSamples } from "../sampling/draw-samples.ts";
import type { Session } from "../session/session.ts";
import { sizeClass } from "../session/size-class.ts";
import { createBreath } from "../training/breathe.ts";
import { countElements } from "./count-elements.ts";
import { partFigures } from "./part-figures.ts";
import { readBatches } from "./read-batches.ts";

/** What a model is worth on a split. Means per example, nats unless the name says otherwise. */
export interface Evaluation {
  readonly examples: number;
  readonly negativeElbo: number;
  readonly reconstruction: number;
  readonly kl: number;
  /** -log (1/k) sum w, by k: present when importance samples were asked for. */
  readonly nll?: { readonly samples: number; readonly examples: number; readonly value: number };
  /**
   * Of the tightest figure at hand (the importance-sampled one, else the bound), over the elements that its examples
   * count: tokens within their length, columns that are observed.
   */
  readonly bitsPerDimension: number;
  /** For text: nats per token of `x.length`, end marker counted. */
  readonly perToken?: { readonly negativeElbo: number; readonly nll?: number; readonly tokensPerExample: number };
  readonly activeUnits: number;
  readonly latentDimensions: number;
  readonly collapsed: boolean;
  /**
   * Present where a posterior has no density, as an autoencoder's point: `negativeElbo` is then reconstruction - log p(z) and
   * bounds nothing, and there is no `nll`.
   */
  readonly lawless?: true;
  /** Means of what parts tell of themselves: the range of sigma, a classifier's error. */
  readonly figures?: Named<number>;
  /** Figures of the measures that were asked for, by their names. */
  readonly metrics?: Named<Named<number>>;
}

/** How to evaluate. */
export interface EvaluateOptions {
  readonly split: Split;
  readonly batch?: number;
  /** Evaluate on the first so many examples. */
  readonly limit?: number;
  /** k of the importance-sampled NLL; 0 = only the bound. */
  readonly importance?: number;
  /** NLL on the first so many examples; default all of `limit`. */
  readonly importanceLimit?: number;
  /** Names of `measures` to take as well. */
  readonly metrics?: readonly string[];
  /** Leaves out measures that this model or its data do not allow, instead of refusing them. */
  readonly whereAllowed?: boolean;
  /** For them, the first so many examples; default all of `limit`. */
  readonly metricsLimit?: number;
  readonly seed?: bigint;
  readonly onProgress?: (done: number, total: number) => void;
  /** Aborting it ends the evaluation after the chunk at hand: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Samples in one chunk: 20 at most, which bounds the memory of the decoder's activations. */
const chunk = (importance: number) => sizeClass(importance, 20);

/**
 * Evaluates the current values: one deterministic pass over the split, in order, under a fixed seed.
 *
 * @throws the signal's reason when it is aborted; NotSupportedError, before any work, for a measure that this model or its
 * data do not allow, ConfigError for an unknown one.
 */
export async function evaluateModel(
  session: Session,
  options: EvaluateOptions,
  draw: Measuring["draw"] = (count, seed) => drawSamples(session, count, { seed }),
): Promise<Evaluation> {
  const { split, batch = 100, importance = 0, seed = 0n } = options;
  const { assembled } = session;
  const chosen = chooseMeasures(options.metrics ?? [], session, options.whereAllowed);
  const fields = assembled.dataset.fields;
  const described = assembled.parts.likelihood.describes;
  const total = Math.min(options.limit ?? split.length, split.length);
  const hasLaw = lawful(assembled.parts.latents.facts);
  const nllTotal = importance > 0 && hasLaw ? Math.min(options.importanceLimit ?? total, total) : 0;
  const sums = { elbo: 0, reconstruction: 0, kl: 0, nll: 0, elements: 0, nllElements: 0 };
  const moments = assembled.parts.latents.sites.map(({ shape }) => noMoments(shape.reduce((a, b) => a * b, 1)));
  const figures = partFigures();
  const breathe = createBreath();
  const pause = async () => {
    await breathe();
    options.signal?.throwIfAborted();
  };
  let done = 0;
  for await (const { count, inputs } of readBatches(split, fields, { batch, limit: total, seed })) {
    const key = { seed, step: done };
    const out = await session.run(`evaluation/${batch}`, () => assembled.evaluation(batch), inputs, key);
    const add = (name: "elbo" | "reconstruction" | "kl") => {
      for (let i = 0; i < count; i++) sums[name] += (out[name] as Numbers)[i] as number;
    };
    add("elbo");
    add("reconstruction");
    add("kl");
    figures.add(out, count);
    for (let i = 0; i < count; i++) {
      assembled.parts.latents.sites.forEach(({ name }, s) => {
        const m = moments[s] as ReturnType<typeof noMoments>;
        addMoments(m, out[`latent/${name}`] as Numbers, i * m.mean.length, out[`twin/${name}`]);
      });
    }
    sums.elements += countElements(inputs, fields, count, described);
    const scored = Math.max(0, Math.min(count, nllTotal - done));
    if (scored > 0) {
      const logP = await importanceBound(session, inputs, { batch, importance, seed, step: done }, pause);
      for (let i = 0; i < scored; i++) sums.nll -= logP[i] as number;
      sums.nllElements += countElements(inputs, fields, scored, described);
    }
    done += count;
    options.onProgress?.(done, total);
    await pause();
  }
  const told = figures.means(total);
  const evaluation = {
    ...summarise(sums, { total, nllTotal, importance, fields, moments }),
    ...(Object.keys(told).length > 0 ? { figures: told } : {}),
    ...(hasLaw ? {} : { lawless: true as const }),
  };
  if (chosen.length === 0) return evaluation;
  const examples = Math.min(options.metricsLimit ?? total, total);
  return { ...evaluation, metrics: await measureAll(chosen, { session, split, examples, seed, pause, draw }) };
}

/** log (1/k) sum w for one batch, in chunks that share one noise stream; `pause` comes between them. */
export async function importanceBound(
  session: Session,
  inputs: Named<Numbers>,
  { batch, importance, seed, step }: { batch: number; importance: number; seed: bigint; step: number },
  pause: () => Promise<void> = async () => {},
): Promise<Float64Array> {
  const size = chunk(importance);
  let sum: ReturnType<typeof logSumOf> | undefined;
  for (let offset = 0; offset < importance; offset += size) {
    const out = await session.run(
      `importance/${batch}/${size}`,
      () => session.assembled.importance(batch, size),
      inputs,
      { seed, step, offset },
    );
    const wanted = Math.min(size, importance - offset);
    await pause();
    const part = logSumOf((out.weights as Numbers).subarray(0, wanted * batch), batch);
    sum = sum ? mergeLogSums(sum, part) : part;
  }
  return logMeanOf(sum as ReturnType<typeof logSumOf>);
}

const summarise = (
  sums: Readonly<Record<"elbo" | "reconstruction" | "kl" | "nll" | "elements" | "nllElements", number>>,
  about: {
    total: number;
    nllTotal: number;
    importance: number;
    fields: Named<Field>;
    moments: readonly ReturnType<typeof noMoments>[];
  },
): Evaluation => {
  const { total, nllTotal, importance, moments } = about;
  const negativeElbo = -sums.elbo / total;
  const kl = sums.kl / total;
  const active = moments.reduce((units, m) => units + activeUnits(m), 0);
  const nll = nllTotal > 0 ? sums.nll / nllTotal : undefined;
  return {
    examples: total,
    negativeElbo,
    reconstruction: sums.reconstruction / total,
    kl,
    ...(nll === undefined ? {} : { nll: { samples: importance, examples: nllTotal, value: nll } }),
    bitsPerDimension:
      nll === undefined ? bitsPerDimension(-sums.elbo, sums.elements) : bitsPerDimension(sums.nll, sums.nllElements),
    ...("x.length" in about.fields
      ? {
          perToken: {
            negativeElbo: -sums.elbo / sums.elements,
            ...(nll === undefined ? {} : { nll: sums.nll / sums.nllElements }),
            tokensPerExample: sums.elements / total,
          },
        }
      : {}),
    activeUnits: active,
    latentDimensions: moments.reduce((n, m) => n + m.mean.length, 0),
    collapsed: collapsed({ kl, active }),
  };
};
