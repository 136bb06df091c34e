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

/**
 * d/dA of `A,B->C` is `C,B->A`: the equation with output and operand exchanged. An index that only A has was summed,
 * so its gradient is repeated along it.
 */
function defineEinsum(): void {
  defineGradient<{ equation: string }>(
    "Einsum",
    [],
    (dy, saved, { equation }) => {
      const [left = "", result = ""] = equation.replace(/\s/g, "").split("->");
      const operands = left.split(",");
      const gradientOf = (operand: string, i: number) => () => {
        const others = operands.filter((_, j) => j !== i);
        const known = [...operand].filter((index) => [result, ...others].some((term) => term.includes(index)));
        const rewritten = `${[result, ...others].join(",")}->${known.join("")}`;
        const gradient = tf.einsum(rewritten, dy, ...saved.filter((_, j) => j !== i));
        if (known.length === operand.length) return gradient;
        const x = saved[i] as tf.Tensor;
        const kept = x.shape.map((size, axis) => (known.includes(operand[axis] as string) ? size : 1));
        return tf.mul(tf.reshape(gradient, kept), tf.ones(x.shape));
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
