import { expectClose } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import type { Bijection, VectorMap } from "../map.ts";

/** Jacobians of a map of vectors `[batch, latent]`, one per example: `[batch][output][input]`, by automatic differentiation. */
export function jacobians(map: VectorMap["forward"], x: tf.Tensor): number[][][] {
  const [batch, latent] = x.shape as [number, number];
  const rows = Array.from({ length: latent }, (_, i) => {
    const output = (at: tf.Tensor) => tf.sum(tf.slice(map(at).value, [0, i], [batch, 1]));
    return tf.tidy(() => tf.grad(output)(x).arraySync()) as number[][]; // [batch][input]
  });
  return Array.from({ length: batch }, (_, b) => rows.map((row) => row[b] as number[]));
}

/** log|det|, by elimination with pivots, in float64. */
export function logDeterminant(rows: readonly (readonly number[])[]): number {
  const m = rows.map((row) => [...row]);
  let log = 0;
  for (let i = 0; i < m.length; i++) {
    const candidates = m.slice(i).map((row) => Math.abs(row[i] as number));
    const pivot = i + candidates.indexOf(Math.max(...candidates));
    [m[i], m[pivot]] = [m[pivot] as number[], m[i] as number[]];
    const head = m[i] as number[];
    log += Math.log(Math.abs(head[i] as number));
    for (const row of m.slice(i + 1)) {
      const factor = (row[i] as number) / (head[i] as number);
      for (let k = i; k < m.length; k++) row[k] = (row[k] as number) - factor * (head[k] as number);
    }
  }
  return log;
}

/** Asserts that `logDet` is that of the Jacobian found by automatic differentiation, to `tolerance` of the largest. */
export function expectLogDet(map: VectorMap["forward"], x: tf.Tensor, tolerance = 1e-4): void {
  const expected = jacobians(map, x).map(logDeterminant);
  expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.05); // a map that moves no volume proves nothing
  expectClose(map(x).logDet, expected, tolerance);
}

/** Asserts that the way back comes back, both ways, to 1e-5 of the largest value, and that its log|det| is opposite. */
export function expectInverse({ forward, inverse }: Bijection, x: tf.Tensor, tolerance = 1e-5): void {
  for (const [there, back] of [
    [forward, inverse],
    [inverse, forward],
  ] as const) {
    const to = there(x);
    const from = back(to.value);
    expectClose(from.value, x, tolerance);
    const scale = Math.max(1, ...tf.abs(to.logDet).dataSync());
    const gap = Math.max(...tf.abs(tf.add(to.logDet, from.logDet)).dataSync());
    expect(gap / scale).toBeLessThan(10 * tolerance);
  }
}
