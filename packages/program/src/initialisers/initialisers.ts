import type { Initialiser } from "@elbo/spec";

/** All zeros. */
export const zeros: Initialiser = (shape) => new Float32Array(shape.reduce((a, b) => a * b, 1));

/** All `value`. */
export const constant =
  (value: number): Initialiser =>
  (shape) =>
    new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value);

/** N(mean, deviation^2). */
export const normal =
  (deviation: number, mean = 0): Initialiser =>
  (_, { noise }) =>
    noise({ law: "normal" }).map((x) => mean + deviation * x);

/** U(low, high). */
export const uniform =
  (low: number, high: number): Initialiser =>
  (_, { noise }) =>
    noise({ law: "uniform" }).map((x) => low + (high - low) * x);

/** U(-l, l), l = sqrt(6 / (fanIn + fanOut)) (Glorot & Bengio 2010, eq. 16). */
export const glorotUniform = (fanIn: number, fanOut: number): Initialiser => {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return uniform(-limit, limit);
};

/** N(0, 2 / fanIn) (He et al. 2015, eq. 10). */
export const heNormal = (fanIn: number): Initialiser => normal(Math.sqrt(2 / fanIn));

/** U(-l, l), l = sqrt(6 / fanIn): the variance of `heNormal` (He et al. 2015, eq. 10). */
export const heUniform = (fanIn: number): Initialiser => {
  const limit = Math.sqrt(6 / fanIn);
  return uniform(-limit, limit);
};
