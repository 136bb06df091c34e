import { logLikelihood } from "./bernoulli.ts";
import { type Spread, spreadOf } from "./spread.ts";
import { effectiveSize, normalise, resample } from "./weights.ts";

/** Draws of q(z|x) with their densities. */
export interface Drawn {
  /** `[particle, latent]` */
  readonly z: Float32Array;
  /** log q(z|x) and log p(z), `[particle]`, nats. */
  readonly logQ: Float32Array;
  readonly logP: Float32Array;
}

/** What completing needs of a model. */
export interface Completing {
  /** Means of p(x|z), z drawn from the prior: `[particle, pixel]`. */
  sample(particles: number): Promise<Float32Array>;
  /** One draw of q(z|x) for each picture `[particle, pixel]`. */
  draw(x: Float32Array, particles: number): Promise<Drawn>;
  /** Means of p(x|z): `[particle, pixel]`. */
  decode(z: Float32Array, particles: number): Promise<Float32Array>;
  /** A number in 0..1. */
  uniform(): number;
}

/** How much work to do. */
export interface Effort {
  readonly particles: number;
  /** Times that a particle's picture is filled and encoded. */
  readonly rounds: number;
  /** Completions to return. */
  readonly count: number;
}

/** Pictures that agree with what was seen, and the spread of all weighted draws. */
export interface Completions extends Spread {
  /** `[count, pixel]`: what was seen as it is, the rest as the model's mean. */
  readonly pictures: Float32Array;
  readonly particles: number;
  /** How many equal draws the particles are worth. */
  readonly effective: number;
}

/**
 * Draws of the unseen pixels given the seen ones. Every particle fills what is missing from a draw of the prior, then
 * again and again by encoding and decoding its own picture (Rezende et al. 2014, appendix F). The last draws are
 * importance samples: particle k, drawn from q(z|x_k) of its own filled picture x_k, weighs
 * `p(seen|z) p(z) / q(z|x_k)`, whatever x_k came to be, so their weighted mean estimates the posterior's.
 */
export async function complete(
  x: Float32Array,
  seen: Float32Array,
  model: Completing,
  { particles, rounds, count }: Effort,
): Promise<Completions> {
  const pixels = x.length;
  const fill = (means: Float32Array) => means.map((p, i) => (seen[i % pixels] === 1 ? (x[i % pixels] as number) : p));
  let filled = fill(await model.sample(particles));
  const logWeights = new Float64Array(particles);
  for (let round = 0; round < rounds; round++) {
    const { z, logQ, logP } = await model.draw(filled, particles);
    const means = await model.decode(z, particles);
    for (let k = 0; k < particles; k++) {
      logWeights[k] = logLikelihood(x, seen, means, k) + (logP[k] as number) - (logQ[k] as number);
    }
    filled = fill(means);
  }
  const weights = normalise(logWeights);
  const pictures = new Float32Array(count * pixels);
  for (const [i, k] of resample(weights, count, model.uniform()).entries()) {
    pictures.set(filled.subarray(k * pixels, (k + 1) * pixels), i * pixels);
  }
  return { pictures, particles, effective: effectiveSize(weights), ...spreadOf(filled, weights) };
}
