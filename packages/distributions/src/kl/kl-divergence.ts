import { type Distribution, type Named, ShapeError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { spread, sumEvent } from "../special/event-axes.ts";

type ByDimension = (q: Named<tf.Tensor>, p: Named<tf.Tensor>) => tf.Tensor;
const get = (parameters: Named<tf.Tensor>, name: string) => parameters[name] as tf.Tensor;

/** 0.5 ((s_q / s_p)^2 + ((m_q - m_p) / s_p)^2 - 1) + log s_p - log s_q (Kingma & Welling 2014, appendix B, for any p). */
const normals: ByDimension = (q, p) => {
  const scale = get(p, "scale");
  const width = tf.square(tf.div(get(q, "scale"), scale));
  const shift = tf.square(tf.div(tf.sub(get(q, "mean"), get(p, "mean")), scale));
  const logs = tf.sub(get(p, "logScale"), get(q, "logScale"));
  return tf.add(tf.mul(tf.sub(tf.add(width, shift), 1), 0.5), logs);
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

const closedForms: ReadonlyMap<string, ByDimension> = new Map([
  ["normal-diagonal | normal-diagonal", normals],
  ["bernoulli | bernoulli", coins],
  ["categorical | categorical", categories],
]);

/**
 * KL(q || p) of each coordinate in closed form, `[...batch, ...event]`, nats; undefined where the pair has none.
 * Batch axes broadcast, so p may have batchShape [].
 *
 * @throws ShapeError when the events differ.
 */
export function klByDimension(q: Distribution, p: Distribution): tf.Tensor | undefined {
  const closedForm = closedForms.get(`${q.family} | ${p.family}`);
  if (closedForm === undefined) return undefined;
  if (q.eventShape.length !== p.eventShape.length || q.eventShape.some((size, i) => size !== p.eventShape[i])) {
    throw new ShapeError("q and p have different events", {
      where: "distributions/kl-divergence",
      expected: `[${q.eventShape.join(", ")}]`,
      received: `[${p.eventShape.join(", ")}]`,
      remedy: "Give the prior the shape of the posterior's site.",
    });
  }
  const batch = tf.broadcast_util.assertAndGetBroadcastShape([...q.batchShape], [...p.batchShape]);
  return spread(closedForm(q.parameters, p.parameters), [...batch, ...q.eventShape]);
}

/**
 * KL(q || p) = E_q[log q(z) - log p(z)] in closed form, looked up by the two families: `[...batch]`, nats;
 * undefined where the pair has none (then use `monteCarloKl`).
 *
 * @throws ShapeError when the events differ.
 */
export function klDivergence(q: Distribution, p: Distribution): tf.Tensor | undefined {
  const each = klByDimension(q, p);
  return each && sumEvent(each, q.eventShape.length);
}
