import { bindParams, eagerContext, initialise, listParams } from "@elbo/program";
import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { discriminator } from "./discriminator.ts";
import { permuteDimensions } from "./permute-dimensions.ts";

beforeAll(useCpu);

const correlation = 0.9;
/** Codes with a total correlation of -0.5 log(1 - 0.9^2) = 0.830 nats: `[batch, 2]`. */
const codes = (batch: number, step: number) => {
  const e = eagerContext({ seed: 6n, step }).context.noise("codes", [batch, 2], { law: "normal" });
  const [a, b] = tf.split(e, 2, 1) as [tf.Tensor, tf.Tensor];
  return tf.concat([a, tf.add(tf.mul(a, correlation), tf.mul(b, Math.sqrt(1 - correlation ** 2)))], 1);
};
const crossEntropy = (joint: tf.Tensor, permuted: tf.Tensor) =>
  tf.mul(tf.mean(tf.add(tf.softplus(tf.neg(joint)), tf.softplus(permuted))), 0.5);

describe("discriminator", () => {
  const judge = discriminator({ latent: 2, layers: 2, width: 16 });

  it("has the layers of its paper: hidden ones of one width, then two logits", () => {
    const shapes = listParams(discriminator({ latent: 5, layers: 6, width: 1000 }).params).map(
      ({ path, spec }) => `${path} ${spec.shape.join("x")}`,
    );
    expect(shapes).toHaveLength(14);
    expect([shapes[0], shapes[2], shapes[12]]).toEqual([
      "hidden0/weight 5x1000",
      "hidden1/weight 1000x1000",
      "logits/weight 1000x2",
    ]);
  });

  it("has gradients to its own parameters that match central differences", () => {
    const z = codes(4, 0); // few enough that a step of 2e-3 in a weight takes no unit past the rectifier's kink
    const permuted = permuteDimensions(z, eagerContext().context);
    const start = initialise(judge.params, { seed: 1n });
    for (const name of ["hidden1", "logits"]) {
      const f = (weight: tf.Tensor) => {
        const params = { ...start, [name]: { ...(start[name] as { bias: tf.Tensor }), weight } };
        return crossEntropy(judge.logOdds(params, z), judge.logOdds(params, permuted));
      };
      const at = (start[name] as { weight: tf.Tensor }).weight;
      expectClose(tf.grad(f)(at), centralDifference(f, at, 2e-3), 1e-3);
    }
  });

  it("learns the total correlation: the mean log odds of codes come to 0.83 nats (eq. 3)", () => {
    const first = initialise(judge.params, { seed: 1n });
    const variables = bindParams(judge.params, (path) => {
      const [layer, kind] = path.split("/") as [string, "weight" | "bias"];
      return tf.variable((first[layer] as { weight: tf.Tensor; bias: tf.Tensor })[kind]);
    });
    const optimiser = tf.train.adam(0.01);
    for (let step = 1; step <= 250; step++) {
      optimiser.minimize(() => {
        const z = codes(256, step);
        const permuted = permuteDimensions(z, eagerContext({ step }).context);
        return crossEntropy(judge.logOdds(variables, z), judge.logOdds(variables, permuted)) as tf.Scalar;
      });
    }
    const estimate = tf.mean(judge.logOdds(variables, codes(4000, 0))).dataSync()[0] as number;
    expect(Math.abs(estimate - -0.5 * Math.log(1 - correlation ** 2))).toBeLessThan(0.15);
  });
});
