import { klDivergence, normalDiagonal } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import { ConfigError } from "@elbo/spec";
import { expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createStandardNormal, standardNormalPrior } from "./standard-normal.ts";

beforeAll(useCpu);

const wiring = { site: { name: "z", shape: [2, 3] } };
const distribution = () =>
  createStandardNormal({ kind: "standard-normal" }, wiring).distribution({}, fakeGiven(), eagerContext().context);

describe("standard-normal", () => {
  it("scores events of two axes in closed form", () => {
    const z = tf.tensor([0.5, -1, 2, 0, 1, -0.25, 0, 0, 0, 0, 0, 0], [2, 1, 2, 3]);
    const p = distribution();
    const expected = [-0.5 * (0.25 + 1 + 4 + 1 + 0.0625), 0].map((q) => q - 3 * Math.log(2 * Math.PI));
    expect(p.logProb?.(z).shape).toEqual([2, 1]);
    expectClose(p.logProb?.(z) as tf.Tensor, expected, 1e-6);
  });

  it("gives Kingma and Welling's KL against a Gaussian", () => {
    const [mean, logVariance] = [tf.fill([1, 2, 3], 0.7), tf.fill([1, 2, 3], -0.4)];
    const kl = klDivergence(normalDiagonal({ mean, logVariance, eventAxes: 2 }), distribution());
    expectClose(kl as tf.Tensor, [-0.5 * 6 * (1 - 0.4 - 0.49 - Math.exp(-0.4))], 1e-6);
  });

  it("refuses to stand alone", () => {
    expect(() => createStandardNormal({ kind: "standard-normal" }, {})).toThrow(ConfigError);
  });

  it("has a strict schema", () => {
    const schema = standardNormalPrior.config(() => {
      throw new Error("no slots");
    });
    expect(schema.parse({ kind: "standard-normal" })).toEqual({ kind: "standard-normal" });
    expect(schema.safeParse({ kind: "standard-normal", scale: 2 }).success).toBe(false);
  });
});
