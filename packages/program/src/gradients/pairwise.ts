import * as tf from "@tensorflow/tfjs-core";
import { defineGradient } from "./define-gradient.ts";
import { reduceTo } from "./reduce-to.ts";

type Pair = readonly [tf.Tensor, tf.Tensor];

/** dL/da and dL/db of an elementwise kernel, summed over broadcast axes. */
function definePair(kernel: string, da: (dy: tf.Tensor, pair: Pair) => tf.Tensor, db: typeof da): void {
  defineGradient(kernel, ["a", "b"], (dy, saved) => {
    const [a, b] = saved as unknown as Pair;
    return { a: () => reduceTo(da(dy, [a, b]), a.shape), b: () => reduceTo(db(dy, [a, b]), b.shape) };
  });
}

const masked = (dy: tf.Tensor, mask: tf.Tensor) => tf.mul(dy, tf.cast(mask, "float32"));

/** log(a) where a > 0, else 0, without a NaN in the branch not taken. */
const safeLog = (a: tf.Tensor) => {
  const positive = tf.greater(a, 0);
  return tf.where(positive, tf.log(tf.where(positive, a, tf.onesLike(a))), tf.zerosLike(a));
};

/** Stock tfjs throws for two tensors of different shapes here; at ties the gradient goes to the first operand. */
export function definePairwise(): void {
  definePair(
    "Maximum",
    (dy, [a, b]) => masked(dy, tf.greaterEqual(a, b)),
    (dy, [a, b]) => masked(dy, tf.less(a, b)),
  );
  definePair(
    "Minimum",
    (dy, [a, b]) => masked(dy, tf.lessEqual(a, b)),
    (dy, [a, b]) => masked(dy, tf.greater(a, b)),
  );
  definePair(
    "SquaredDifference",
    (dy, [a, b]) => tf.mul(dy, tf.mul(2, tf.sub(a, b))),
    (dy, [a, b]) => tf.mul(dy, tf.mul(2, tf.sub(b, a))),
  );
  definePair(
    "Pow",
    (dy, [a, b]) => tf.mul(dy, tf.mul(b, tf.pow(a, tf.sub(b, 1)))),
    (dy, [a, b]) => tf.mul(dy, tf.mul(tf.pow(a, b), safeLog(a))),
  );
}
