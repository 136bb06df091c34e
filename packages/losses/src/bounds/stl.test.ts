import { configChecks, describeConformance, expectClose, lossChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { exactElboGradient, offsetGradients } from "../test-support/encoder-gradients.ts";
import {
  batchOf,
  exactInference,
  linearGaussian,
  shiftedInference,
  wrongInference,
} from "../test-support/linear-gaussian.ts";
import { termsOf } from "../test-support/objective-value.ts";
import { createIwae } from "./iwae.ts";
import { createStl, stlLoss } from "./stl.ts";

beforeAll(useCpu);

const stl = (samples: number) => createStl({ kind: "stl", samples });
const iwae = (samples: number) => createIwae({ kind: "iwae", samples });

describeConformance("stl", [
  ...configChecks(stlLoss, { samples: 5 }),
  ...lossChecks(stl(5), { objective: "stl", bound: ["stl"] }),
]);

describe("stl", () => {
  it("has the importance-weighted bound as its value", () => {
    const of = (loss: ReturnType<typeof stl>, name: string) =>
      termsOf(loss, name, linearGaussian(wrongInference()), batchOf(tf.tensor2d([[1, 0.5, -0.2]])))[name]?.value;
    expectClose(of(stl(4), "stl") as tf.Tensor, of(iwae(4), "iwae") as tf.Tensor, 1e-5);
  });

  it("is unbiased at k = 1: its mean is the closed form's gradient of the ELBO within four standard errors", () => {
    const exact = exactElboGradient(shiftedInference());
    offsetGradients(stl(1), "stl", shiftedInference()).forEach(({ mean, error }, d) => {
      expect(Math.abs(exact[d] as number)).toBeGreaterThan(20 * error); // so that a missing half would be seen
      expect(Math.abs(mean - (exact[d] as number))).toBeLessThan(4 * error);
    });
  });

  it("is biased above: at k = 5 its mean is not that of the bound's own gradient, by eight standard errors", () => {
    const [ours] = offsetGradients(stl(5), "stl", shiftedInference());
    const [right] = offsetGradients(iwae(5), "iwae", shiftedInference(), { seed: 2n });
    const error = Math.hypot(ours?.error as number, right?.error as number);
    expect(Math.abs((ours?.mean as number) - (right?.mean as number))).toBeGreaterThan(8 * error);
  });

  it("lands: at the exact posterior no draw has a gradient, where iwae's are noisy", () => {
    const largest = (loss: ReturnType<typeof stl>, name: string) =>
      Math.max(...offsetGradients(loss, name, exactInference(), { rows: 200 }).map((g) => g.error * Math.sqrt(200)));
    expect(largest(stl(1), "stl")).toBeLessThan(1e-4);
    expect(largest(iwae(1), "iwae")).toBeGreaterThan(0.5);
  });

  it("refuses draws that q cannot score again", () => {
    const model = linearGaussian(wrongInference(), { moved: true });
    expect(() => termsOf(stl(1), "stl", model, batchOf(tf.zeros([1, 3])))).toThrow(/held fixed.*got transported/);
  });
});
