import { eagerContext } from "@elbo/program";
import type { Batch, Loss, Model, Named, NoiseKey, ParamTree, Term, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Terms of one objective, run eagerly. */
export function termsOf<P extends ParamTree>(
  loss: Loss<P>,
  objective: string,
  model: Model,
  batch: Batch,
  { params = {}, ...key }: Partial<NoiseKey> & { readonly params?: object } = {},
): Named<Term> {
  const found = loss.objectives[objective];
  if (!found) throw new Error(`no objective ${objective}`);
  return found.terms(params as Values<P>, model, batch, eagerContext(key).context);
}

/** `[batch]`: the mean over samples, where there is a sample axis. */
export const perExample = (x: tf.Tensor): tf.Tensor => (x.rank === 2 ? tf.mean(x, 0) : x);

/** The weighted sum of term means that the trainer minimises; knobs by name. */
export function objectiveValue(terms: Named<Term>, weight: tf.Tensor, knobs: Named<number> = {}): tf.Tensor {
  return Object.values(terms).reduce((sum: tf.Tensor, term) => {
    const factor = typeof term.weight === "object" ? (knobs[term.weight.knob] ?? Number.NaN) : (term.weight ?? 1);
    if (factor === 0) return sum;
    const mean =
      term.over === "batch" ? term.value : tf.div(tf.sum(tf.mul(perExample(term.value), weight)), tf.sum(weight));
    return tf.add(sum, tf.mul(mean, factor));
  }, tf.scalar(0));
}

/** Mean and its standard error. */
export function meanAndError(values: ArrayLike<number>): { readonly mean: number; readonly error: number } {
  const all = Array.from(values);
  const mean = all.reduce((a, b) => a + b, 0) / all.length;
  const squares = all.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (all.length - 1) / all.length) };
}
