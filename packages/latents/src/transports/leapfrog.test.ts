import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { leapfrog, type Phase } from "./leapfrog.ts";

beforeAll(useCpu);

/** d/dz of -|z|^4 / 4 - cos(z1 z2): not linear, not separable. */
const energy = (z: tf.Tensor) => {
  const [a, b] = tf.split(z, 2, -1) as [tf.Tensor, tf.Tensor];
  return tf.sum(tf.sub(tf.mul(-0.25, tf.square(tf.sum(tf.square(z), -1, true))), tf.cos(tf.mul(a, b))));
};
const force = (z: tf.Tensor) => tf.grad(energy)(z);
const start = (): Phase => ({ position: tf.tensor([[[0.4, -0.7]]]), momentum: tf.tensor([[[0.9, 0.3]]]) });
const trajectory = () => ({ steps: 5, stepSize: tf.tensor([0.2, 0.1]) });

describe("leapfrog", () => {
  it("is reversible: with the momentum turned round it comes back", () => {
    const end = leapfrog(start(), force, trajectory());
    expect(Math.abs((end.position.dataSync()[0] as number) - 0.4)).toBeGreaterThan(0.1);
    const back = leapfrog({ position: end.position, momentum: tf.neg(end.momentum) }, force, trajectory());
    expectClose(back.position, start().position, 1e-5);
    expectClose(tf.neg(back.momentum), start().momentum, 1e-5);
  });

  it.each([
    ["without cooling", 1],
    ["cooled by 0.9 a step: 0.9^(2 dimensions x 5 steps)", 0.9],
  ])("changes volume as stated, %s (Jacobian by central differences)", (_, factor) => {
    const h = 1e-2;
    const columns = [0, 1, 2, 3].map((i) => {
      const shifted = [1, -1].map((sign) => {
        const moved = [0.4, -0.7, 0.9, 0.3].map((v, j) => (j === i ? v + sign * h : v));
        const phase = { position: tf.tensor([[moved.slice(0, 2)]]), momentum: tf.tensor([[moved.slice(2)]]) };
        const cooling = factor === 1 ? {} : { cooling: () => tf.scalar(factor) };
        const end = leapfrog(phase, force, { ...trajectory(), ...cooling });
        return [...end.position.dataSync(), ...end.momentum.dataSync()];
      }) as [number[], number[]];
      return shifted[0].map((v, j) => (v - (shifted[1][j] as number)) / (2 * h));
    });
    expectClose(determinant(columns), factor ** 10, 3e-3);
  });

  it("nearly keeps the energy, with an error that falls as the square of the step", () => {
    const total = ({ position, momentum }: Phase) =>
      tf.sub(energy(position), tf.mul(0.5, tf.sum(tf.square(momentum)))).dataSync()[0] as number;
    const drift = (steps: number) => {
      const end = leapfrog(start(), force, { steps, stepSize: tf.scalar(1.6 / steps) });
      return Math.abs(total(end) - total(start()));
    };
    const ratio = drift(8) / drift(16);
    expect(ratio).toBeGreaterThan(3);
    expect(ratio).toBeLessThan(5);
  });
});

/** By elimination with pivots. */
function determinant(rows: number[][]): number {
  const m = rows.map((row) => [...row]);
  let product = 1;
  for (let i = 0; i < m.length; i++) {
    const pivot = m
      .slice(i)
      .reduce((best, row, j) => (Math.abs(row[i] as number) > Math.abs(m[best]?.[i] as number) ? i + j : best), i);
    if (pivot !== i) {
      [m[i], m[pivot]] = [m[pivot] as number[], m[i] as number[]];
      product = -product;
    }
    const head = m[i] as number[];
    product *= head[i] as number;
    for (const row of m.slice(i + 1)) {
      const factor = (row[i] as number) / (head[i] as number);
      for (let k = i; k < m.length; k++) row[k] = (row[k] as number) - factor * (head[k] as number);
    }
  }
  return product;
}
