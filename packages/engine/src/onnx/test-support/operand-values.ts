import type { Named, Numbers } from "@elbo/spec";
import type { Operand } from "./kernel-case.ts";

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** A permutation of 0..n-1, the same at every call. */
function permutation(n: number): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  return order.sort((a, b) => ((a * 0.754877666 + 0.1) % 1) - ((b * 0.754877666 + 0.1) % 1));
}

/**
 * Values for the operands of a case, by input name x0, x1, ... Floats lie on one grid over all operands, so no two are
 * close, and none is close to 0: maxima, comparisons and kinks are decided clearly.
 */
export function operandValues(operands: readonly Operand[]): Named<Numbers> {
  const total = 2 * Math.ceil(operands.reduce((n, { shape }) => n + sizeOf(shape), 0) / 2);
  const order = permutation(total);
  let used = 0;
  return Object.fromEntries(
    operands.map(({ shape, dtype = "float32", range: [low, high] = [-2, 2] }, k) => {
      const next = () => ((order[used++] as number) + 0.5) / total;
      const count = sizeOf(shape);
      const whole = () => Math.min(high, low + Math.floor(next() * (high - low + 1)));
      const values =
        dtype === "float32"
          ? Float32Array.from({ length: count }, () => low + (high - low) * next())
          : dtype === "int32"
            ? Int32Array.from({ length: count }, whole)
            : Uint8Array.from({ length: count }, () => Number(next() > 0.5));
      return [`x${k}`, values];
    }),
  );
}

/** Weights of a sum, of mixed sign, the same at every call. */
export const weights = (count: number, phase: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => {
    const at = ((i + 1) * 0.569840291 + phase * 0.754877666) % 1;
    return Math.sign(at - 0.5) * (0.2 + 1.6 * Math.abs(at - 0.5));
  });
