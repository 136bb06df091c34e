import { klDivergence, logArea, sphereUniform } from "@elbo/distributions";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, it } from "vitest";
import { zonalAt, zonalChecks } from "../test-support/zonal-checks.ts";
import { createPowerSpherical, powerSphericalPosterior } from "./power-spherical.ts";

beforeAll(useCpu);

const schema = powerSphericalPosterior.config(() => {
  throw new Error("no slots");
});
const posterior = (options: object) => createPowerSpherical(schema.parse({ kind: "power-spherical", ...options }));
const at = zonalAt(posterior);

describe("power-spherical", () => {
  zonalChecks("power-spherical", schema, posterior);

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
});
