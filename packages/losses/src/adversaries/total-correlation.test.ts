import { bindParams, eagerContext, initialise, listValues } from "@elbo/program";
import type { Model, Site } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { batchOf, exactInference, linearGaussian } from "../test-support/linear-gaussian.ts";
import { objectiveValue, termsOf } from "../test-support/objective-value.ts";
import { createFactor } from "./factor.ts";

beforeAll(useCpu);

const correlation = 0.9;
/** Of two standard normal codes with this correlation: -0.5 log(1 - 0.9^2) = 0.830 nats. */
const stated = -0.5 * Math.log(1 - correlation ** 2);

/** A model whose codes have a known total correlation, whatever x is. */
function correlated(batch: number, step: number): Model {
  const e = eagerContext({ seed: 6n, step }).context.noise("codes", [batch, 2], { law: "normal" });
  const [a, b] = tf.split(e, 2, 1) as [tf.Tensor, tf.Tensor];
  const second = tf.add(tf.mul(a, correlation), tf.mul(b, Math.sqrt(1 - correlation ** 2)));
  const value = tf.expandDims(tf.concat([a, second], 1), 0); // [sample, batch, latent]
  const model = linearGaussian(exactInference());
  return {
    ...model,
    infer: (...given) => {
      const trace = model.infer(...given);
      return { ...trace, sites: trace.sites.map((site): Site => ({ ...site, value })) };
    },
  };
}

describe("factor, both objectives together", () => {
  it("learns the total correlation of the codes, in sign and size (Kim & Mnih 2018, eq. 3)", () => {
    const wiring = {
      latents: { z: [2] },
      part: () => {
        throw new Error("a number needs no schedule");
      },
    };
    const loss = createFactor({ kind: "factor", gamma: 1, layers: 2, width: 16 }, wiring);
    const first = listValues(loss.params, initialise(loss.params, { seed: 1n }));
    const params = bindParams(loss.params, (path) => tf.variable(first[path] as tf.Tensor));
    const rows = (batch: number) => batchOf(tf.zeros([batch, 3]));
    const optimiser = tf.train.adam(0.01);
    for (let step = 1; step <= 250; step++) {
      optimiser.minimize(() => {
        const terms = termsOf(loss, "discriminator", correlated(256, step), rows(256), { params, step });
        return objectiveValue(terms, tf.ones([256])) as tf.Scalar;
      });
    }
    const terms = termsOf(loss, "vae", correlated(4000, 0), rows(4000), { params });
    const estimate = tf.mean(terms["total-correlation"]?.value as tf.Tensor).dataSync()[0] as number;
    expect(Math.abs(estimate - stated)).toBeLessThan(0.15);
  });
});
