import { eagerContext, initialise } from "@elbo/program";
import type { Codebook, Prior, Stepper, Wiring } from "@elbo/spec";
import { type Check, expectClose, fakeGiven } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";

/** Code k is the number k. */
const plain = (size: number, shape: readonly number[]): Codebook => ({
  size,
  shape,
  lookup: (indices) => tf.expandDims(tf.cast(indices, "float32"), -1),
  indices: (value) => tf.cast(tf.round(tf.squeeze(value, [-1])), "int32"),
});

/** A prior over a grid of codes at random parameters, and log p of lists of codes. */
export function codePrior(create: (wiring: Pick<Wiring, "site">) => Prior, size: number, shape: readonly number[]) {
  const prior = create({ site: { name: "z", shape: [...shape, 1], codes: { size, shape } } });
  const values = initialise(prior.params, { seed: 3n });
  const given = fakeGiven({ codebook: plain(size, shape), lead: [1] });
  const score = (codes: readonly (readonly number[])[]) => {
    const value = tf.tensor(codes.flat(), [codes.length, ...shape, 1]);
    return prior.distribution(values, given, eagerContext().context).logProb?.(value) as tf.Tensor;
  };
  /** log p of every code at each position given `codes` before it, by the stepper: `[position][code]`. */
  const steps = (codes: readonly number[]): number[][] => {
    const stepper = prior.stepper as Stepper;
    let carry = stepper.begin(values, given, eagerContext().context);
    return codes.map((_, i) => {
      const previous = tf.tensor1d([i === 0 ? 0 : (codes[i - 1] as number)], "int32");
      const next = stepper.step(values, carry, previous, tf.scalar(i, "int32"), eagerContext().context);
      carry = next.carry;
      const all = tf.expandDims(tf.range(0, size, 1, "int32"), 1);
      const logs = next.distribution.logProb?.(all) as tf.Tensor;
      return Array.from(logs.dataSync());
    });
  };
  return { prior, score, steps };
}

/** What an autoregressive prior over codes that sees all earlier ones holds to. */
export function codePriorChecks(create: (wiring: Pick<Wiring, "site">) => Prior): Check[] {
  return [
    {
      name: "gives all grids probabilities that sum to one, and not evenly",
      run: () => {
        const grids = Array.from({ length: 81 }, (_, i) => [27, 9, 3, 1].map((power) => Math.floor(i / power) % 3));
        const logs = codePrior(create, 3, [2, 2]).score(grids);
        expectClose(tf.sum(tf.exp(logs)), 1, 1e-4);
        expect((tf.max(logs).dataSync()[0] as number) - (tf.min(logs).dataSync()[0] as number)).toBeGreaterThan(0.1);
      },
    },
    {
      name: "steps through what it computes in one pass",
      run: () => {
        const codes = [2, 0, 1, 1, 2, 0];
        const { score, steps } = codePrior(create, 3, [2, 3]);
        const total = steps(codes).reduce((sum, logs, i) => sum + (logs[codes[i] as number] as number), 0);
        expectClose(score([codes]), [total], 1e-5);
      },
    },
    {
      name: "lets no later code change an earlier one's law, and every earlier code change every later one's",
      run: () => {
        const { steps } = codePrior(create, 3, [4, 4]);
        const codes = [0, 2, 1, 1, 0, 2, 2, 1, 0, 1, 2, 0, 0, 1, 2, 1];
        const before = steps(codes);
        for (let j = 0; j < 16; j++) {
          const after = steps(codes.map((code, i) => (i === j ? (code + 1) % 3 : code)));
          const moved = after.map((logs, i) => logs.some((log, k) => log !== before[i]?.[k]));
          expect(moved).toEqual(moved.map((_, i) => i > j));
        }
      },
    },
  ];
}
