// A model whose every figure is known: z ~ N(0, I_2), x = W z + b + 0.5 e, with orthogonal columns of W. So the exact
// posterior is a diagonal Gaussian, and log p(x) is a sum over three directions.
import { normal, normalDiagonal, standardNormal, transported } from "@elbo/distributions";
import type { Batch, Distribution, Model, Named, Site, Trace } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

const noise = 0.5;
const lengths = [1.2, 0.7] as const;
const directions = [
  [0.8, 0.6, 0],
  [-0.6, 0.8, 0],
  [0, 0, 1],
] as const;
const bias = [0.3, -0.2, 0.1];
const column = (d: 0 | 1) => directions[d].map((u) => u * lengths[d]);
const weightTransposed = () => tf.tensor2d([column(0), column(1)]); // [2, 3]

/** Parameters of q(z|x) = N(slope^T x + offset, exp(logScale)^2). */
export interface Inference {
  /** `[3, 2]` */
  readonly slope: tf.Tensor;
  /** `[2]` */
  readonly offset: tf.Tensor;
  /** `[2]` */
  readonly logScale: tf.Tensor;
}

/** The exact posterior: variance 1 / (1 + |w_d|^2 / noise^2) per dimension. */
export function exactInference(): Inference {
  const variances = lengths.map((l) => 1 / (1 + (l * l) / noise ** 2));
  const slopes = [0, 1].map((d) => column(d as 0 | 1).map((w) => ((variances[d] as number) * w) / noise ** 2));
  return {
    slope: tf.transpose(tf.tensor2d(slopes)),
    offset: tf.tensor1d(slopes.map((s) => -s.reduce((sum, v, i) => sum + v * (bias[i] as number), 0))),
    logScale: tf.tensor1d(variances.map((v) => 0.5 * Math.log(v))),
  };
}

/** A posterior that is off in mean, slope and width. */
export function wrongInference(): Inference {
  const { slope, offset, logScale } = exactInference();
  return { slope: tf.mul(slope, 0.6), offset: tf.add(offset, [0.3, -0.2]), logScale: tf.add(logScale, [0.4, -0.3]) };
}

/** A posterior that is too wide and off by about half its deviation, the same for every x. */
export function shiftedInference(): Inference {
  const { slope, offset, logScale } = exactInference();
  return { slope, offset: tf.add(offset, [0.3, -0.4]), logScale: tf.add(logScale, [0.3, 0.2]) };
}

/** log p(x) of each row of x `[batch, 3]`, in double precision, nats. */
export function logEvidence(x: tf.Tensor): number[] {
  const values = x.dataSync();
  return Array.from({ length: x.shape[0] as number }, (_, row) =>
    directions.reduce((sum: number, u, d) => {
      const along = u.reduce((s: number, v, i) => s + v * ((values[row * 3 + i] as number) - (bias[i] as number)), 0);
      const variance = (lengths[d] ?? 0) ** 2 + noise ** 2;
      return sum - 0.5 * ((along * along) / variance + Math.log(2 * Math.PI * variance));
    }, 0),
  );
}

/** x `[batch, 3]` as a batch in which every row counts, or as `weight` says. */
export const batchOf = (x: tf.Tensor, weight?: readonly number[]): Batch => ({
  x,
  weight: weight ? tf.tensor1d([...weight]) : tf.ones([x.shape[0] as number]),
});

/** The model under an inference; `split`: each dimension is a site; `moved`: q is known along its draws only. */
export function linearGaussian(
  { slope, offset, logScale }: Inference,
  options: { readonly split?: boolean; readonly moved?: boolean; readonly added?: Named<tf.Tensor> } = {},
): Model {
  const parts = options.split
    ? ([
        ["first", 0, 1],
        ["second", 1, 1],
      ] as const)
    : ([["z", 0, 2]] as const);
  const decode = (z: tf.Tensor): Distribution => {
    const mean = tf.add(tf.matMul(tf.reshape(z, [-1, 2]), weightTransposed()), bias);
    return normal({ mean: tf.reshape(mean, [...z.shape.slice(0, -1), 3]), scale: tf.scalar(noise) });
  };
  const trace = (batch: Batch, sites: readonly Site[]): Trace => {
    const values = sites.map(({ value }) => value);
    const likelihood = decode(values.length === 1 ? (values[0] as tf.Tensor) : tf.concat(values, 2));
    const logX = tf.sum(likelihood.logProb?.(batch.x as tf.Tensor) as tf.Tensor, 2);
    return { sites, likelihood, logX, added: options.added ?? {} };
  };
  const posteriors = (batch: Batch) => {
    const mean = tf.add(tf.matMul(batch.x as tf.Tensor, slope), offset);
    return parts.map(([name, start, size]) => ({
      name,
      p: standardNormal([size]),
      q: normalDiagonal({
        mean: tf.slice(mean, [0, start], [-1, size]),
        logVariance: tf.mul(tf.slice(logScale, [start], [size]), 2),
        eventAxes: 1,
      }),
    }));
  };
  return {
    params: { decoder: { weight: weightTransposed() } },
    infer: (batch, { samples }, context) =>
      trace(
        batch,
        posteriors(batch).map(({ name, p, q }) => {
          const { value, logProb } = q.draw(samples, context.at(name));
          return { name, value, logQ: logProb, logP: p.logProb(value), q: options.moved ? transported(q) : q, p };
        }),
      ),
    score: (batch, z) =>
      trace(
        batch,
        posteriors(batch).map(({ name, p, q }) => {
          const value = z[name] as tf.Tensor;
          return { name, value, logQ: q.logProb(value), logP: p.logProb(value), q, p };
        }),
      ),
    decode: (z) => decode(tf.concat(Object.values(z), 1)),
    generate: (count, _batch, context) => {
      const { value } = standardNormal([2]).draw(count[0] as number, context);
      return { z: { z: value }, x: decode(value) };
    },
  };
}
