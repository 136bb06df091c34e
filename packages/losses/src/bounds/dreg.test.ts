import { configChecks, describeConformance, expectClose, lossChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { exactElboGradient, type GradientStatistics, offsetGradients } from "../test-support/encoder-gradients.ts";
import { batchOf, linearGaussian, shiftedInference, wrongInference } from "../test-support/linear-gaussian.ts";
import { termsOf } from "../test-support/objective-value.ts";
import { createDreg, dregLoss } from "./dreg.ts";
import { createIwae } from "./iwae.ts";

beforeAll(useCpu);

const dreg = (samples: number) => createDreg({ kind: "dreg", samples });
const iwae = (samples: number) => createIwae({ kind: "iwae", samples });
const worst = (all: readonly GradientStatistics[]) => Math.min(...all.map((g) => g.signalToNoise));

describeConformance("dreg", [
  ...configChecks(dregLoss, { samples: 5 }),
  ...lossChecks(dreg(5), { objective: "encoder", bound: ["dreg"] }),
]);

describe("dreg", () => {
  it("has the importance-weighted bound of the same draws as the value of both objectives", () => {
    const x = batchOf(tf.tensor2d([1, 0.5, -0.2, -1, 0.3, 0.8], [2, 3]));
    const of = (loss: ReturnType<typeof dreg>, objective: string, name: string) =>
      termsOf(loss, objective, linearGaussian(wrongInference()), x)[name]?.value as tf.Tensor;
    const expected = of(iwae(4), "iwae", "iwae");
    expectClose(of(dreg(4), "encoder", "dreg"), expected, 1e-5);
    expectClose(of(dreg(4), "decoder", "iwae"), expected, 1e-6);
  });

  it("agrees with iwae's gradient in expectation, within four standard errors, at k = 1 and 5", () => {
    const exact = exactElboGradient(shiftedInference());
    offsetGradients(dreg(1), "encoder", shiftedInference()).forEach(({ mean, error }, d) => {
      expect(Math.abs(mean - (exact[d] as number))).toBeLessThan(4 * error);
    });
    const right = offsetGradients(iwae(5), "iwae", shiftedInference(), { seed: 2n });
    offsetGradients(dreg(5), "encoder", shiftedInference()).forEach(({ mean, error }, d) => {
      const other = right[d] as GradientStatistics;
      expect(Math.abs(other.mean)).toBeGreaterThan(8 * other.error);
      expect(error).toBeLessThan(other.error);
      expect(Math.abs(mean - other.mean)).toBeLessThan(4 * Math.hypot(error, other.error));
    });
  });

  it("has a signal-to-noise ratio that grows with k, where iwae's falls (Rainforth et al. 2018; Tucker et al. 2019)", () => {
    const at = (k: number) => ({
      ours: worst(offsetGradients(dreg(k), "encoder", shiftedInference())),
      theirs: worst(offsetGradients(iwae(k), "iwae", shiftedInference())),
    });
    const [few, many] = [at(2), at(32)];
    expect(many.ours).toBeGreaterThan(1.5 * few.ours);
    expect(many.theirs).toBeLessThan(few.theirs / 1.5);
  });

  it("moves the encoder by one objective, decoder and prior by the other, from the same parameters", () => {
    const { encoder, decoder } = dreg(2).objectives;
    expect([encoder?.moves, decoder?.moves, dreg(2).together]).toEqual([["encoder"], ["decoder", "prior"], true]);
    const moved = linearGaussian(wrongInference(), { moved: true });
    expect(() => termsOf(dreg(2), "encoder", moved, batchOf(tf.zeros([1, 3])))).toThrow(/held fixed/);
  });
});
