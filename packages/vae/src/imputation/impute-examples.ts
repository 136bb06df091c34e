import { fillNoise } from "@elbo/program";
import { type Field, type Named, NotSupportedError, type Numbers, ShapeError } from "@elbo/spec";
import { countedValues, imputationProgram } from "../programs/imputation-program.ts";
import type { Session } from "../session/session.ts";
import { sizeClass } from "../session/size-class.ts";
import { createBreath } from "../training/breathe.ts";
import { countExamples, exampleBatches } from "../vae/example-batches.ts";
import { type Chosen, drawRows } from "./draw-rows.ts";
import { mergeSums, resample, sharesOf, type WeightedSums } from "./log-weights.ts";

/** How to fill what is missing. */
export interface ImputeOptions {
  /** L, draws of z per example, each weighed by how well it explains what is observed; default 1000. */
  readonly samples?: number;
  /** Complete copies of each example, drawn from what could be there; default none. */
  readonly draws?: number;
  readonly seed?: bigint;
  /** The number of the first example where a long table comes in blocks: each block then has noise of its own. */
  readonly first?: number;
  readonly onProgress?: (done: number, total: number) => void;
  /** Aborting it ends the work after the chunk at hand: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Examples without gaps. What was observed is in all of them as it came. */
export interface Imputed {
  readonly count: number;
  /** `[count, ...x]`: E[x|observed], or the likeliest value where values are counted. */
  readonly x: Float32Array;
  /** `[draw, count, ...x]`: draws of p(missing|observed). */
  readonly draws: Float32Array;
  /** `[count, ...x, value]` where values are counted: the probability of each, given what is observed. */
  readonly masses?: Float32Array;
  /** `[count]`: how many of the `samples` draws the weights are worth (Kish); near 1 the model is out of its depth. */
  readonly effective: Float32Array;
}

/** Draws in one pass through the decoder. */
const SAMPLES = 100;
const ROWS = 32;
const sizeOf = ({ shape }: Field) => shape.reduce((a, b) => a * b, 1);

const refuse = (problem: string, remedy: string) => new NotSupportedError(problem, { where: "vae/impute", remedy });

/** @throws NotSupportedError where what is missing cannot be drawn given what is observed. */
function checkModel({ assembled: { parts } }: Session): void {
  const facts = Object.values(parts.latents.facts);
  if (!facts.every(({ posterior }) => posterior.includes("law") && posterior.includes("random"))) {
    throw refuse(
      "draws of z are weighed by the posterior's density, and this one has none",
      "Choose a Gaussian posterior.",
    );
  }
  if (parts.decoder.stepper || (parts.likelihood.observed && !parts.likelihood.completed)) {
    throw refuse(
      "only x whose elements are given z alone can be filled",
      "Of several modalities `complete` gives one from the others; for tables take a dense decoder.",
    );
  }
}

/** The fields of the data, with a mask where the model was trained without one. */
const fieldsOf = ({ dataset: { fields } }: Session["assembled"]): Named<Field> => ({
  ...fields,
  "x.mask": fields["x.mask"] ?? { shape: (fields.x as Field).shape, dtype: "float32", support: "binary" },
});

/** What the samples of a batch came to. */
interface Weighed extends WeightedSums {
  /** `[sample, batch]`, nats. */
  readonly logs: Float64Array;
  /** `latent/<site>` `[sample, batch, ...event]`, and `completed` where the likelihood completes x. */
  readonly kept: Named<Float32Array>;
}

/**
 * Fills what `x.mask` marks as missing, by self-normalised importance sampling (Mattei & Frellsen 2019, section 4):
 * z_l ~ q(z|observed), w_l = p(observed|z_l) p(z_l) / q(z_l|observed); E[missing|observed] = sum_l w_l E[missing|z_l] / sum_l w_l.
 * Draws take z_l with probability proportional to w_l, then x ~ p(x|z_l), or the x that a likelihood completed in order to score z_l.
 *
 * @throws NotSupportedError for a model without these densities, ShapeError without `x` and `x.mask`, the signal's reason.
 */
export async function imputeExamples(
  session: Session,
  given: Named<Numbers>,
  { samples = 1000, draws = 0, seed = 0n, first: start = 0, onProgress, signal }: ImputeOptions,
): Promise<Imputed> {
  checkModel(session);
  const { assembled } = session;
  const fields = fieldsOf(assembled);
  for (const name of ["x", "x.mask"].filter((field) => !(field in given))) {
    throw new ShapeError(`the field "${name}" is missing`, {
      where: "vae/impute",
      expected: "x and x.mask (1 = observed)",
    });
  }
  const conditions = Object.keys(assembled.parts.condition?.fields ?? {});
  const count = countExamples(given, fields, conditions);
  const field = fields.x as Field;
  const [width, values] = [sizeOf(field), countedValues(field)];
  /** How many values an element takes, 0 where it is a number. */
  const among = (element: number) => field.categories ?? field.columns?.[element]?.categories ?? 0;
  const breathe = createBreath();
  const pause = async () => {
    await breathe();
    signal?.throwIfAborted();
  };
  const result = {
    count,
    x: new Float32Array(count * width),
    draws: new Float32Array(draws * count * width),
    ...(values > 0 ? { masses: new Float32Array(count * width * values) } : {}),
    effective: new Float32Array(count),
  };
  const fill = (into: Float32Array, at: number, row: number, of: (element: number) => number) => {
    for (let element = 0; element < width; element++) {
      const place = row * width + element;
      const observed = given["x.mask"]?.[place] !== 0;
      into[at + element] = observed ? (given.x?.[place] as number) : of(element);
    }
  };
  for (const batch of exampleBatches(given, fields, { count, largest: ROWS })) {
    const { first, rows, size } = batch;
    const weighed = await weigh(
      session,
      batch.inputs,
      { size, samples, seed, step: start + first, field, fields },
      pause,
    );
    const { mean, total, masses } = weighed.sums as { mean: Float64Array; total: Float64Array; masses?: Float64Array };
    const chosen: Chosen[] = [];
    for (let row = 0; row < rows; row++) {
      const { shares, effective } = sharesOf(weighed.logs, size, row);
      result.effective[first + row] = effective;
      const mass = (element: number, value: number) =>
        (masses?.[(value * size + row) * width + element] as number) / (total[row] as number);
      const likeliest = (element: number) => {
        let best = 0;
        for (let value = 1; value < among(element); value++)
          if (mass(element, value) > mass(element, best)) best = value;
        return best;
      };
      const place = (first + row) * width;
      fill(result.x, place, first + row, (element) =>
        among(element) > 0 ? likeliest(element) : (mean[row * width + element] as number) / (total[row] as number),
      );
      for (let element = 0; result.masses && element < width; element++) {
        for (let value = 0; value < among(element); value++) {
          result.masses[(place + element) * values + value] = mass(element, value);
        }
      }
      const uniforms = new Float32Array(draws);
      fillNoise(uniforms, { law: "uniform" }, { seed, step: start + first + row, path: "impute/resample" });
      chosen.push(...Array.from(resample(shares, uniforms), (sample, draw) => ({ draw, row, sample })));
    }
    const key = { seed, step: start + first };
    const take = ({ draw, row }: Chosen, x: Numbers, at: number) =>
      fill(result.draws, (draw * count + first + row) * width, first + row, (element) => x[at + element] as number);
    const { completed, ...latents } = weighed.kept;
    if (completed) for (const one of chosen) take(one, completed, (one.sample * size + one.row) * width);
    else await drawRows(session, { latents, batch, conditions, key }, chosen, pause, take);
    onProgress?.(first + rows, count);
    await pause();
  }
  return result;
}

/** Draws z and weighs it, in chunks of samples that share one noise stream. */
async function weigh(
  session: Session,
  inputs: Named<Numbers>,
  about: {
    readonly size: number;
    readonly samples: number;
    readonly seed: bigint;
    readonly step: number;
    readonly field: Field;
    readonly fields: Named<Field>;
  },
  pause: () => Promise<void>,
): Promise<Weighed> {
  const { size, samples, seed, step, field, fields } = about;
  const { assembled } = session;
  const chunk = sizeClass(samples, SAMPLES);
  const request = () => {
    const { signature } = assembled.importance(size, chunk);
    const shape = [size, ...(fields["x.mask"] as Field).shape];
    return {
      program: imputationProgram(assembled.parts, chunk, field),
      signature: { ...signature, inputs: { ...signature.inputs, "x.mask": { shape, dtype: "float32" as const } } },
    };
  };
  const logs = new Float64Array(samples * size);
  const kept: Record<string, Float32Array> = {};
  let sums: WeightedSums | undefined;
  for (let offset = 0; offset < samples; offset += chunk) {
    const out = await session.run(`imputation/${size}/${chunk}`, request, inputs, { seed, step, offset });
    await pause();
    logs.set((out.weights as Numbers).subarray(0, (samples - offset) * size), offset * size);
    for (const [name, values] of Object.entries(out)) {
      if (name !== "completed" && !name.startsWith("latent/")) continue;
      const each = values.length / chunk;
      kept[name] ??= new Float32Array(samples * each);
      kept[name].set(values.subarray(0, (samples - offset) * each), offset * each);
    }
    const { mean, masses, peak } = out as { mean: Numbers; masses?: Numbers; peak: Numbers };
    const total = Float64Array.from({ length: size }, (_, row) => {
      let sum = 0;
      for (let s = 0; s < chunk; s++)
        sum += Math.exp((out.weights?.[s * size + row] as number) - (peak[row] as number));
      return sum;
    });
    sums = mergeSums(sums, peak, {
      mean: { values: mean },
      total: { values: total },
      ...(masses ? { masses: { values: masses, outer: countedValues(field) } } : {}),
    });
  }
  return { ...(sums as WeightedSums), logs, kept };
}
