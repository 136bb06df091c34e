import { configChecks, describeConformance, expectClose, lossChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { batchOf, linearGaussian, wrongInference } from "../test-support/linear-gaussian.ts";
import { objectiveValue, termsOf } from "../test-support/objective-value.ts";
import { ciwaeLoss, createCiwae } from "./ciwae.ts";
import { createIwae } from "./iwae.ts";

beforeAll(useCpu);

const ciwae = (beta: number) => createCiwae({ kind: "ciwae", beta, samples: 4 });

describeConformance("ciwae", [
  ...configChecks(ciwaeLoss, { beta: 0.05 }),
  ...lossChecks(ciwae(0.5), { objective: "ciwae", bound: ["iwae"] }),
  ...lossChecks(ciwae(0.5), { objective: "ciwae", bound: ["elbo"] }),
]);

it("is the VAE's bound at beta 1, iwae at beta 0, and a straight line between", () => {
  const x = batchOf(tf.tensor2d([1, 0.5, -0.2, -1, 0.3, 0.8], [2, 3]));
  const moved = linearGaussian(wrongInference(), { moved: true });
  const value = (loss: ReturnType<typeof ciwae>, name: string) =>
    objectiveValue(termsOf(loss, name, moved, x), tf.ones([2])).dataSync()[0] as number;
  const reported = termsOf(ciwae(1), "ciwae", moved, x);
  const along = tf.add(reported.reconstruction?.value as tf.Tensor, reported.kl?.value as tf.Tensor);
  const [elbo, iwae] = [
    tf.mean(along).dataSync()[0] as number,
    value(createIwae({ kind: "iwae", samples: 4 }), "iwae"),
  ];
  expect(elbo - iwae).toBeGreaterThan(0.02);
  expectClose([value(ciwae(1), "ciwae"), value(ciwae(0), "ciwae")], [elbo, iwae], 1e-6);
  expectClose([value(ciwae(0.05), "ciwae")], [0.05 * elbo + 0.95 * iwae], 1e-6);
});
