import { bindParams, initialise, listValues } from "@elbo/program";
import { centralDifference, configChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { givenCodes, normals, rowsOf } from "../test-support/given-codes.ts";
import { batchOf, linearGaussian, wrongInference } from "../test-support/linear-gaussian.ts";
import { objectiveValue, termsOf } from "../test-support/objective-value.ts";
import { aaeLoss, createAae } from "./aae.ts";

beforeAll(useCpu);
describeConformance("aae", configChecks(aaeLoss, {}));

const make = (latent: number, width = 8) =>
  createAae(
    { kind: "aae", lambda: 3, layers: 1, width },
    {
      latents: { z: [latent] },
      part: () => {
        throw new Error("a number needs no schedule");
      },
    },
  );

describe("aae", () => {
  it("is -log D for the encoder and cross-entropy for D: log 2 each when D cannot tell", () => {
    const loss = make(2);
    const blind = bindParams(loss.params, (_, spec) => tf.zeros([...spec.shape]));
    const model = linearGaussian(wrongInference());
    const terms = termsOf(loss, "autoencoder", model, batchOf(normals([4, 3])), { params: blind });
    expectClose(terms.deceit?.value as tf.Tensor, new Array(4).fill(Math.LN2), 1e-6);
    expect([terms.deceit?.weight, Object.keys(terms)]).toEqual([3, ["reconstruction", "deceit"]]);
    const judged = termsOf(loss, "discriminator", model, batchOf(normals([4, 3])), { params: blind });
    expectClose(judged["cross-entropy"]?.value as tf.Tensor, new Array(4).fill(Math.LN2), 1e-6);
    expect(Object.values(loss.objectives).map(({ moves }) => moves)).toEqual([["encoder", "decoder"], ["loss"]]);
  });

  it("learns the log ratio of prior and codes: its mean over the prior is KL(p || q(z))", () => {
    const [loss, size, shift] = [make(1, 16), 256, 1];
    const first = listValues(loss.params, initialise(loss.params, { seed: 1n }));
    const params = bindParams(loss.params, (path) => tf.variable(first[path] as tf.Tensor));
    const optimiser = tf.train.adam(0.02);
    for (let step = 1; step <= 150; step++) {
      const model = givenCodes({
        z: tf.add(normals([size, 1], 2 * step), shift),
        prior: normals([size, 1], 2 * step + 1),
      });
      optimiser.minimize(
        () =>
          objectiveValue(termsOf(loss, "discriminator", model, rowsOf(size), { params }), tf.ones([size])) as tf.Scalar,
      );
    }
    // -log D of draws of the prior: E softplus(-log p/q) under p, by quadrature.
    const exact = Array.from({ length: 1601 }, (_, i) => -8 + i / 100).reduce((sum, z) => {
      const ratio = (shift * shift) / 2 - shift * z; // log p(z) / q(z)
      return sum + (Math.log1p(Math.exp(-ratio)) * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI) / 100;
    }, 0);
    const codes = givenCodes({ z: normals([4000, 1], 977) });
    const { deceit } = termsOf(loss, "autoencoder", codes, rowsOf(4000), { params });
    expect(exact).toBeLessThan(Math.LN2 - 0.1);
    expect(Math.abs((tf.mean(deceit?.value as tf.Tensor).dataSync()[0] as number) - exact)).toBeLessThan(0.05);
  });

  it("has gradients to q that match central differences, and none from the discriminator's objective", () => {
    const loss = make(2);
    const params = initialise(loss.params, { seed: 4n });
    const base = wrongInference();
    const of = (objective: string) => (slope: tf.Tensor) =>
      objectiveValue(
        termsOf(loss, objective, linearGaussian({ ...base, slope }), batchOf(normals([4, 3])), { params, seed: 1n }),
        tf.ones([4]),
      );
    expectClose(tf.grad(of("autoencoder"))(base.slope), centralDifference(of("autoencoder"), base.slope, 3e-3), 5e-3);
    const { grads } = tf
      .engine()
      .gradients(() => of("discriminator")(base.slope) as tf.Scalar, [base.slope], undefined, true);
    expect(grads[0] === undefined || tf.max(tf.abs(grads[0])).dataSync()[0] === 0).toBe(true);
  });
});
