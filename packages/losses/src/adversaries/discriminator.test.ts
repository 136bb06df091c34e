import { eagerContext, initialise, listParams } from "@elbo/program";
import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { discriminator } from "./discriminator.ts";
import { permuteDimensions } from "./permute-dimensions.ts";

beforeAll(useCpu);

const codes = () => tf.tensor2d([0.5, 0.8, -1.1, -0.6, 0.3, 0.1, 1.4, 1.2], [4, 2]);
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
    const z = codes(); // few enough that a step of 2e-3 in a weight takes no unit past the rectifier's kink
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
});
