import { NotSupportedError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { defineGradient } from "./define-gradient.ts";
import { reduceTo } from "./reduce-to.ts";

/** Matrix products with a broadcast operand, `[b, m, k] x [k, n]`: stock tfjs throws. */
function defineMatMul(): void {
  defineGradient<{ transposeA: boolean; transposeB: boolean }>(
    "BatchMatMul",
    ["a", "b"],
    (dy, saved, { transposeA, transposeB }) => {
      const [a, b] = saved as [tf.Tensor, tf.Tensor];
      const da = () => (transposeA ? tf.matMul(b, dy, transposeB, true) : tf.matMul(dy, b, false, !transposeB));
      const db = () => (transposeB ? tf.matMul(dy, a, true, transposeA) : tf.matMul(a, dy, !transposeA, false));
      return { a: () => reduceTo(da(), a.shape), b: () => reduceTo(db(), b.shape) };
    },
  );
}

/** `A->C`: the gradient of C in A's order of indices, repeated along the indices that were summed. */
function spreadSum(dy: tf.Tensor, x: tf.Tensor, operand: string, result: string): tf.Tensor {
  const known = [...operand].filter((index) => result.includes(index));
  const ordered = tf.transpose(
    dy,
    known.map((index) => result.indexOf(index)),
  );
  if (known.length === operand.length) return ordered;
  const kept = x.shape.map((size, axis) => (known.includes(operand[axis] as string) ? size : 1));
  return tf.mul(tf.reshape(ordered, kept), tf.ones(x.shape));
}

/** d/dA of `A,B->C` is `C,B->A`: the equation with output and operand exchanged. */
function defineEinsum(): void {
  defineGradient<{ equation: string }>(
    "Einsum",
    [],
    (dy, saved, { equation }) => {
      const [left = "", result = ""] = equation.replace(/\s/g, "").split("->");
      const operands = left.split(",");
      const gradientOf = (operand: string, i: number) => () => {
        const others = operands.filter((_, j) => j !== i);
        if (others.length === 0) return spreadSum(dy, saved[i] as tf.Tensor, operand, result);
        const lone = [...operand].find((index) => ![result, ...others].some((term) => term.includes(index)));
        if (lone !== undefined) {
          throw new NotSupportedError(`einsum sums index "${lone}" of one operand alone`, {
            where: "program/gradients",
            received: equation,
            remedy: "tfjs computes this wrongly: sum the operand with tf.sum first.",
          });
        }
        const rewritten = `${[result, ...others].join(",")}->${operand}`;
        return tf.einsum(rewritten, dy, ...saved.filter((_, j) => j !== i));
      };
      return Object.fromEntries(operands.map((operand, i) => [i, gradientOf(operand, i)]));
    },
    { saveAllInputs: true },
  );
}

/** Gradients of matrix products and index sums. */
export function defineProducts(): void {
  defineMatMul();
  defineEinsum();
}
