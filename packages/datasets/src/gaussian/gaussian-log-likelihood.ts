import { factorMatrix, whiten } from "@elbo/program";
import { eigenvalues } from "./eigenvalues.ts";
import type { LinearGaussian } from "./linear-gaussian.ts";

/** Mean over examples of log N(x; b, W W' + s^2 I), in nats. `x` `[example, size]` row by row. */
export function exactLogLikelihood(x: ArrayLike<number>, { weights, bias, noise }: LinearGaussian): number {
  const size = bias.length;
  const latents = weights.length / size;
  const covariance = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let sum = i === j ? noise * noise : 0;
      for (let k = 0; k < latents; k++)
        sum += (weights[i * latents + k] as number) * (weights[j * latents + k] as number);
      covariance[i * size + j] = sum;
    }
  }
  const factor = factorMatrix(covariance, size);
  let constant = (size / 2) * Math.log(2 * Math.PI);
  for (let i = 0; i < size; i++) constant += Math.log(factor[i * size + i] as number);
  const examples = x.length / size;
  const white = new Float64Array(size);
  let squares = 0;
  for (let n = 0; n < examples; n++) {
    for (let i = 0; i < size; i++) white[i] = (x[n * size + i] as number) - (bias[i] as number);
    squares += whiten(factor, white);
  }
  return -constant - squares / examples / 2;
}

/** What maximum likelihood finds in a data matrix. */
export interface PrincipalComponents {
  /** Mean log-likelihood of the examples at the best W, b and s, nats. */
  readonly logLikelihood: number;
  /** The best s^2: the mean of the eigenvalues left over. */
  readonly noiseVariance: number;
  /** Of the sample covariance (divided by the number of examples), largest first. */
  readonly eigenvalues: Float64Array;
}

/**
 * Highest mean log-likelihood that x = W z + b + s e with `latents` latents can reach on `x` `[example, size]`, nats:
 * -1/2 (d log 2 pi + sum of log lambda_j over the first q + (d - q) log s^2 + d), s^2 the mean of the other lambda_j
 * (Tipping and Bishop 1999, equations 3 to 8). A linear VAE with a Gaussian likelihood can reach it on training data.
 */
export function bestPrincipalComponents(x: ArrayLike<number>, size: number, latents: number): PrincipalComponents {
  if (latents >= size)
    throw new RangeError(`expected fewer latents than the ${size} numbers of an example, got ${latents}`);
  const examples = x.length / size;
  const mean = new Float64Array(size);
  for (let i = 0; i < x.length; i++) mean[i % size] = (mean[i % size] as number) + (x[i] as number) / examples;
  const covariance = new Float64Array(size * size);
  for (let n = 0; n < examples; n++) {
    for (let i = 0; i < size; i++) {
      const centred = ((x[n * size + i] as number) - (mean[i] as number)) / examples;
      for (let j = 0; j < size; j++) {
        const other = (x[n * size + j] as number) - (mean[j] as number);
        covariance[i * size + j] = (covariance[i * size + j] as number) + centred * other;
      }
    }
  }
  const spectrum = eigenvalues(covariance, size);
  const noiseVariance = spectrum.slice(latents).reduce((sum, value) => sum + value, 0) / (size - latents);
  const kept = spectrum.slice(0, latents).reduce((sum, value) => sum + Math.log(value), 0);
  const logDeterminant = kept + (size - latents) * Math.log(noiseVariance);
  return {
    logLikelihood: -(size * Math.log(2 * Math.PI) + logDeterminant + size) / 2,
    noiseVariance,
    eigenvalues: spectrum,
  };
}
