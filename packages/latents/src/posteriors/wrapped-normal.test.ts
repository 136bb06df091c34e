import { wrappedNormal } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import type { Definition, Distribution } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, fakeGiven, subjectChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createWrappedNormal, wrappedNormalPosterior } from "./wrapped-normal.ts";

beforeAll(useCpu);

const part = createWrappedNormal({ kind: "wrapped-normal", dimension: 2, logVarianceRange: [-14, 0] });
const [mean, logVariance] = [
  [3, -4, 0, 0, 0.5, 1],
  [-1, -0.4, -2, 0, 9, -20],
];
const at = (batch = 3): Distribution =>
  part.distribution(
    {},
    {
      mean: tf.slice(tf.tensor2d(mean as number[], [3, 2]), [0, 0], [batch, 2]),
      "log-variance": tf.slice(tf.tensor2d(logVariance as number[], [3, 2]), [0, 0], [batch, 2]),
    },
    fakeGiven({ lead: [batch] }),
    eagerContext().context,
  );

describeConformance("wrapped-normal", [
  ...configChecks(wrappedNormalPosterior as Definition, { dimension: 2 }),
  ...subjectChecks({
    params: part.params,
    call: (_, batch, context) => {
      const { value, logProb } = at(Math.min(batch, 3)).draw?.(2, context) ?? {};
      return { value: value as tf.Tensor, logProb: logProb as tf.Tensor };
    },
    random: true,
  }),
]);

describe("wrapped-normal", () => {
  it("lies in a ball and is matched with the normal around its centre", () => {
    expect([part.shape, part.space, part.prior]).toEqual([[2], "ball", { kind: "wrapped-normal", scale: 1 }]);
    expect(part.features).toEqual({ mean: [2], "log-variance": [2] });
    const { value } = at().draw?.(200, eagerContext({ seed: 3n }).context) ?? {};
    expect(Math.max(...tf.sum(tf.square(value as tf.Tensor), -1).dataSync())).toBeLessThan(1);
  });

  it("has its centre 6 tanh(|mean| / 6) away from the origin, and the deviation of the log-variance within its range", () => {
    const away = (length: number) => 6 * Math.tanh(length / 6);
    const [far, near] = [5, Math.sqrt(1.25)].map((length) => Math.tanh(away(length) / 2) / length) as [number, number];
    expectClose(at().mode?.() as tf.Tensor, [3 * far, -4 * far, 0, 0, 0.5 * near, near], 1e-5);
    const same = wrappedNormal({
      mean: tf.mul(
        tf.tensor2d(mean as number[], [3, 2]),
        tf.tensor2d([away(5) / 5, 1, away(Math.sqrt(1.25)) / Math.sqrt(1.25)], [3, 1]),
      ),
      logScale: tf.tensor2d([-0.5, -0.2, -1, 0, 0, -7], [3, 2]),
    });
    const z = tf.tensor2d([0.3, -0.4, 0.1, 0.2, 0.21, 0.42], [3, 2]);
    expectClose(at().logProb?.(z) as tf.Tensor, same.logProb(z), 1e-5);
  });
});
