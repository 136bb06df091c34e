import { configChecks, describeConformance, expectClose, lossChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { offsetGradients } from "../test-support/encoder-gradients.ts";
import { batchOf, linearGaussian, wrongInference } from "../test-support/linear-gaussian.ts";
import { termsOf } from "../test-support/objective-value.ts";
import { createCiwae } from "./ciwae.ts";
import { createIwae } from "./iwae.ts";
import { createMiwae, miwaeLoss } from "./miwae.ts";
import { createPiwae } from "./piwae.ts";

beforeAll(useCpu);

const miwae = (averages: number, samples: number) => createMiwae({ kind: "miwae", averages, samples });
const x = () => batchOf(tf.tensor2d([1, 0.5, -0.2, -1, 0.3, 0.8], [2, 3]));
const termOf = (loss: ReturnType<typeof miwae>, objective: string, name = objective) =>
  termsOf(loss, objective, linearGaussian(wrongInference()), x())[name]?.value as tf.Tensor;

describeConformance("miwae", [
  ...configChecks(miwaeLoss, { averages: 2, samples: 3 }),
  ...lossChecks(miwae(2, 3), { objective: "miwae", bound: ["miwae"] }),
]);

describe("miwae", () => {
  it("is iwae for M = 1 and the bound along each draw for K = 1", () => {
    expectClose(termOf(miwae(1, 6), "miwae"), termOf(createIwae({ kind: "iwae", samples: 6 }), "iwae"), 1e-6);
    const each = termOf(miwae(6, 1), "miwae");
    expect(each.shape).toEqual([6, 2]);
    expectClose(tf.mean(each, 0), termOf(createCiwae({ kind: "ciwae", beta: 1, samples: 6 }), "ciwae", "elbo"), 1e-6);
  });

  it("averages bounds of K consecutive draws, by hand", () => {
    const each = termOf(miwae(6, 1), "miwae").arraySync() as number[][];
    const bound = (m: number, row: number) =>
      -Math.log([0, 1, 2].reduce((sum, k) => sum + Math.exp(-(each[3 * m + k]?.[row] as number)), 0) / 3);
    expectClose(
      termOf(miwae(2, 3), "miwae"),
      [0, 1].flatMap((m) => [0, 1].map((row) => bound(m, row))),
      1e-5,
    );
  });

  it("gives the encoder a clearer gradient than iwae from as many draws", () => {
    const ratio = (loss: ReturnType<typeof miwae>, name: string) =>
      offsetGradients(loss, name, wrongInference(), { rows: 2000 }).map((g) => g.signalToNoise);
    const [ours, theirs] = [ratio(miwae(16, 2), "miwae"), ratio(createIwae({ kind: "iwae", samples: 32 }), "iwae")];
    expect(ours[0]).toBeGreaterThan(2 * (theirs[0] as number));
    expect(ours[1]).toBeGreaterThan(2 * (theirs[1] as number));
  });

  it("is what piwae's encoder follows", () => {
    const piwae = createPiwae({ kind: "piwae", averages: 2, samples: 3 });
    expectClose(termOf(piwae, "encoder", "miwae"), termOf(miwae(2, 3), "miwae"), 0);
  });
});
