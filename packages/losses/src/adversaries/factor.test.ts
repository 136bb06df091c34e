import { eagerContext, initialise } from "@elbo/program";
import type { Model } from "@elbo/spec";
import { centralDifference, configChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import {
  batchOf,
  exactInference,
  type Inference,
  linearGaussian,
  wrongInference,
} from "../test-support/linear-gaussian.ts";
import { objectiveValue, termsOf } from "../test-support/objective-value.ts";
import { createFactor, factorLoss } from "./factor.ts";
import { permuteDimensions } from "./permute-dimensions.ts";

beforeAll(useCpu);

describeConformance("factor", configChecks(factorLoss, {}));

const wiring = {
  latents: { z: [2] },
  part: () => {
    throw new Error("a number needs no schedule");
  },
};
const loss = createFactor({ kind: "factor", gamma: 3, layers: 2, width: 8 }, wiring as never);
const x = () => tf.tensor2d([0.5, -1, 0.2, 1.4, 0.3, -0.7, -0.9, 0.8, 1.1, 0.1, -0.4, 0.6], [4, 3]);

describe("permuteDimensions", () => {
  it("permutes each dimension over the batch, each in its own way", () => {
    const z = tf.tensor2d(Array.from({ length: 64 }, (_, i) => [i, 100 + i]));
    const moved = permuteDimensions(z, eagerContext({ seed: 2n }).context).arraySync() as [number, number][];
    const column = (d: 0 | 1) => moved.map((row) => row[d]);
    const sorted = (values: number[]) => [...values].sort((a, b) => a - b);
    expect(sorted(column(0))).toEqual(Array.from({ length: 64 }, (_, i) => i));
    expect(sorted(column(1))).toEqual(Array.from({ length: 64 }, (_, i) => 100 + i));
    const together = moved.filter(([a, b]) => b - a === 100).length;
    expect(together).toBeLessThan(8); // one is expected by chance
  });
});

describe("factor", () => {
  it("has two objectives that move disjoint groups", () => {
    expect(loss.objectives.vae?.moves).toEqual(["encoder", "decoder", "prior"]);
    expect(loss.objectives.discriminator?.moves).toEqual(["loss"]);
  });

  it("is the ELBO plus gamma times the log odds, with no total correlation seen by a blind discriminator", () => {
    const params = initialise(loss.params, { seed: 4n });
    const model = linearGaussian(wrongInference());
    const terms = termsOf(loss, "vae", model, batchOf(x()), { params, seed: 1n });
    expect(terms["total-correlation"]?.weight).toBe(3);
    const blind = Object.fromEntries(
      Object.entries(params).map(([name, layer]) => [
        name,
        Object.fromEntries(Object.entries(layer).map(([key, value]) => [key, tf.zerosLike(value as tf.Tensor)])),
      ]),
    );
    const silent = termsOf(loss, "vae", model, batchOf(x()), { params: blind, seed: 1n });
    expectClose(silent["total-correlation"]?.value as tf.Tensor, [0, 0, 0, 0]);
    const judged = termsOf(loss, "discriminator", model, batchOf(x()), { params: blind, seed: 1n });
    expectClose(judged["cross-entropy"]?.value as tf.Tensor, new Array(4).fill(Math.LN2), 1e-6);
  });

  it("has gradients to q that central differences confirm, through the discriminator", () => {
    const params = initialise(loss.params, { seed: 4n });
    const inference = wrongInference();
    const value = (slope: tf.Tensor) =>
      objectiveValue(
        termsOf(loss, "vae", linearGaussian({ ...inference, slope } as Inference), batchOf(x()), { params, seed: 1n }),
        tf.ones([4]),
      );
    expectClose(tf.grad(value)(inference.slope), centralDifference(value, inference.slope, 3e-3), 5e-3);
  });

  it("teaches the discriminator alone: no gradient reaches the model from its objective", () => {
    const params = initialise(loss.params, { seed: 4n });
    const inference = exactInference();
    const value = (slope: tf.Tensor) =>
      objectiveValue(
        termsOf(loss, "discriminator", linearGaussian({ ...inference, slope }), batchOf(x()), { params, seed: 1n }),
        tf.ones([4]),
      );
    const { grads } = tf
      .engine()
      .gradients(() => value(inference.slope) as tf.Scalar, [inference.slope], undefined, true);
    expect(grads[0] === undefined || tf.max(tf.abs(grads[0])).dataSync()[0] === 0).toBe(true);
  });

  it("gives per-example terms", () => {
    const params = initialise(loss.params, { seed: 4n });
    for (const objective of ["vae", "discriminator"]) {
      const terms = termsOf(loss, objective, linearGaussian(exactInference()), batchOf(x()), { params, seed: 1n });
      for (const { value, over } of Object.values(terms)) {
        expect(over).toBe("example");
        expect(value.shape.at(-1)).toBe(4);
      }
    }
  });

  it("moves averages of the model once a step: by its first objective only", () => {
    const params = initialise(loss.params, { seed: 4n });
    const model = linearGaussian(exactInference());
    const average = tf.scalar(0);
    const counting: Model = {
      ...model,
      infer: (batch, how, context) => {
        context.update(average, tf.scalar(1));
        return model.infer(batch, how, context);
      },
    };
    const updates = (objective: string) => {
      const eager = eagerContext({ seed: 1n });
      loss.objectives[objective]?.terms(params, counting, batchOf(x()), eager.context);
      return eager.updates.size;
    };
    expect([updates("vae"), updates("discriminator")]).toEqual([1, 0]);
  });
});
