import { klDivergence, logArea, sphereUniform } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import { expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createPowerSpherical, powerSphericalPosterior } from "./power-spherical.ts";

beforeAll(useCpu);

const schema = powerSphericalPosterior.config(() => {
  throw new Error("no slots");
});
const posterior = (options: object) => createPowerSpherical(schema.parse({ kind: "power-spherical", ...options }));
const at = (feature: number, options: object = {}) =>
  posterior({ dimension: 2, ...options }).distribution(
    {},
    { direction: tf.tensor([[3, 0, -4]]), concentration: tf.tensor([[feature]]) },
    fakeGiven(),
    eagerContext().context,
  );

describe("power-spherical", () => {
  it("lies on S^d in d + 1 coordinates, around the direction of the feature, and is matched with the uniform sphere", () => {
    const part = posterior({ dimension: 4 });
    expect([part.shape, part.features]).toEqual([[5], { direction: [5], concentration: [1] }]);
    expect([part.space, part.prior]).toEqual(["sphere", { kind: "sphere-uniform" }]);
    expectClose(at(0).mode?.() as tf.Tensor, [0.6, 0, -0.8], 1e-6);
    const value = at(7).draw?.(50, eagerContext().context).value as tf.Tensor;
    expectClose(tf.sum(tf.square(value), -1), new Array(50).fill(1), 1e-5);
  });

  it("has a concentration of 1 + softplus, held below the upper bound", () => {
    for (const [feature, k] of [
      [0, 1 + Math.LN2],
      [-30, 1],
      [3, 1 + Math.log1p(Math.exp(3))],
      [1e6, 1e5],
    ] as const) {
      expectClose(at(feature).parameters.concentration as tf.Tensor, [k], 1e-6);
    }
    expectClose(at(0, { concentration: [0.2, 0.5] }).parameters.concentration as tf.Tensor, [0.5], 1e-6);
  });

  it("has, on the sphere in space, the closed forms of its paper: density and KL", () => {
    const k = 1 + Math.log1p(Math.exp(1.2));
    const z = [0, 0.6, -0.8] as const;
    const cosine = 0.64;
    // h = 1: the normaliser is 4 pi 2^k / (k + 1), and (1 + cos) / 2 has E[log] = -1 / (k + 1).
    const logProb = k * Math.log((1 + cosine) / 2) + Math.log((k + 1) / (4 * Math.PI));
    const kl = Math.log((k + 1) / (4 * Math.PI)) - k / (k + 1) + logArea(3);
    expectClose(at(1.2).logProb?.(tf.tensor([[...z]])) as tf.Tensor, [logProb], 1e-5);
    expectClose(klDivergence(at(1.2), sphereUniform(3)) as tf.Tensor, [kl], 1e-5);
  });

  it("has a strict schema", () => {
    expect(schema.parse({ kind: "power-spherical", dimension: 2 })).toMatchObject({ concentration: [1, 1e5] });
    expect(schema.safeParse({ kind: "power-spherical", dimension: 0 }).success).toBe(false);
    expect(schema.safeParse({ kind: "power-spherical", dimension: 2, concentration: [3, 2] }).success).toBe(false);
    expect(schema.safeParse({ kind: "power-spherical", dimension: 2, kappa: 1 }).success).toBe(false);
  });
});
