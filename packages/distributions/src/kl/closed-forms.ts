import type { Distribution, Named } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** KL(q || p) of each coordinate, from the parameters of both: broadcasts to `[...batch, ...event]`. */
export type ByDimension = (q: Named<tf.Tensor>, p: Named<tf.Tensor>) => tf.Tensor;

/** KL(q || p) of the whole event, `[...batch]`. */
export type Whole = (q: Distribution, p: Distribution) => tf.Tensor;

const get = (parameters: Named<tf.Tensor>, name: string) => parameters[name] as tf.Tensor;

/** 0.5 ((s_q / s_p)^2 + ((m_q - m_p) / s_p)^2 - 1) + log s_p - log s_q (Kingma & Welling 2014, appendix B, for any p). */
const normals: ByDimension = (q, p) => {
  const scale = get(p, "scale");
  const width = tf.square(tf.div(get(q, "scale"), scale));
  const shift = tf.square(tf.div(tf.sub(get(q, "mean"), get(p, "mean")), scale));
  const logs = tf.sub(get(p, "logScale"), get(q, "logScale"));
  return tf.add(tf.mul(tf.sub(tf.add(width, shift), 1), 0.5), logs);
};

/**
 * The same with s_q^2 = sum_j L_ij^2 and log s_q = log L_ii: the divergence of coordinate i given the earlier ones, on
 * average over them. Summed, it is that of the whole event.
 */
const choleskyToDiagonal: ByDimension = (q, p) => {
  const squares = tf.sum(tf.square(get(q, "factor")), -1);
  const width = tf.div(squares, tf.square(get(p, "scale")));
  const shift = tf.square(tf.div(tf.sub(get(q, "mean"), get(p, "mean")), get(p, "scale")));
  const logs = tf.sub(get(p, "logScale"), get(q, "logScale"));
  return tf.add(tf.mul(tf.sub(tf.add(width, shift), 1), 0.5), logs);
};

/** 0.5 sum_i ((s_i^2 + sum_r F_ir^2) / p_i^2 + ((m_i - n_i) / p_i)^2 - 1) + sum_i log p_i - log|S| / 2. */
const lowRankToDiagonal: Whole = ({ parameters: q, eventShape }, { parameters: p }) => {
  const variance = tf.add(tf.square(get(q, "scale")), tf.sum(tf.square(get(q, "factor")), -1));
  const width = tf.div(variance, tf.square(get(p, "scale")));
  const shift = tf.square(tf.div(tf.sub(get(q, "mean"), get(p, "mean")), get(p, "scale")));
  const logs = tf.mul(get(p, "logScale"), tf.ones([...eventShape]));
  const each = tf.add(tf.mul(tf.sub(tf.add(width, shift), 1), 0.5), logs);
  return tf.sub(tf.sum(each, -1), get(q, "halfLogDet"));
};

/** q log(q / p) + (1 - q) log((1 - q) / (1 - p)), each side from its own softplus: nothing cancels at large logits. */
const coins: ByDimension = (q, p) => {
  const [a, b] = [get(q, "logits"), get(p, "logits")];
  const one = tf.mul(tf.sigmoid(a), tf.sub(tf.softplus(tf.neg(b)), tf.softplus(tf.neg(a))));
  const zero = tf.mul(tf.sigmoid(tf.neg(a)), tf.sub(tf.softplus(b), tf.softplus(a)));
  return tf.add(one, zero);
};

/** sum_k q_k (log q_k - log p_k), over the category axis. */
const categories: ByDimension = (q, p) => {
  const [a, b] = [tf.logSoftmax(get(q, "logits")), tf.logSoftmax(get(p, "logits"))];
  return tf.sum(tf.mul(tf.exp(a), tf.sub(a, b)), -1);
};

/** The same, summed over variables whose classes are the last axis of the event. */
const oneHots: Whole = ({ parameters: q }, { parameters: p }) => tf.sum(categories(q, p), -1);

/** Of a law around one direction to the uniform one, which it knows itself. */
const fromUniform: Whole = ({ parameters: q }) => get(q, "fromUniform");

/** Pairs whose divergence is a sum over coordinates, by "family of q | family of p". */
export const byDimension: ReadonlyMap<string, ByDimension> = new Map([
  ["normal-diagonal | normal-diagonal", normals],
  ["normal-cholesky | normal-diagonal", choleskyToDiagonal],
  ["bernoulli | bernoulli", coins],
  ["categorical | categorical", categories],
]);

/** Pairs whose divergence is known for the whole event only. */
export const whole: ReadonlyMap<string, Whole> = new Map([
  ["normal-low-rank | normal-diagonal", lowRankToDiagonal],
  ["von-mises-fisher | sphere-uniform", fromUniform],
  ["power-spherical | sphere-uniform", fromUniform],
  ["one-hot-categorical | one-hot-categorical", oneHots],
]);
