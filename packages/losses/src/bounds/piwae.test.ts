import { configChecks, describeConformance, expectClose, lossChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { batchOf, linearGaussian, wrongInference } from "../test-support/linear-gaussian.ts";
import { termsOf } from "../test-support/objective-value.ts";
import { createIwae } from "./iwae.ts";
import { createPiwae, piwaeLoss } from "./piwae.ts";

beforeAll(useCpu);

const piwae = createPiwae({ kind: "piwae", averages: 2, samples: 3 });

describeConformance("piwae", [
  ...configChecks(piwaeLoss, { averages: 2, samples: 3 }),
  ...lossChecks(piwae, { objective: "encoder", bound: ["miwae"] }),
  ...lossChecks(piwae, { objective: "decoder", bound: ["iwae"] }),
]);

it("gives the decoder iwae's bound of all M K draws, and each group one objective", () => {
  const x = batchOf(tf.tensor2d([1, 0.5, -0.2, -1, 0.3, 0.8], [2, 3]));
  const of = (loss: typeof piwae, objective: string) =>
    termsOf(loss, objective, linearGaussian(wrongInference()), x).iwae?.value as tf.Tensor;
  expectClose(of(piwae, "decoder"), of(createIwae({ kind: "iwae", samples: 6 }), "iwae"), 0);
  expect(Object.values(piwae.objectives).map(({ moves }) => moves)).toEqual([["encoder"], ["decoder", "prior"]]);
  expect(piwae.together).toBe(true);
});
