import { klDivergence, logArea, sphereUniform } from "@elbo/distributions";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, it } from "vitest";
import { zonalAt, zonalChecks } from "../test-support/zonal-checks.ts";
import { createVonMisesFisher, vonMisesFisherPosterior } from "./von-mises-fisher.ts";

beforeAll(useCpu);

const schema = vonMisesFisherPosterior.config(() => {
  throw new Error("no slots");
});
const posterior = (options: object) => createVonMisesFisher(schema.parse({ kind: "von-mises-fisher", ...options }));
const at = zonalAt(posterior);

describe("von-mises-fisher", () => {
  zonalChecks("von-mises-fisher", schema, posterior);

  it("has, on the sphere in space, the closed forms of its paper: density and KL", () => {
    const k = 1 + Math.log1p(Math.exp(1.2));
    const z = [0, 0.6, -0.8] as const;
    const cosine = 0.64;
    // C(k) = k / (4 pi sinh k), E[cos] = coth k - 1 / k.
    const logProb = k * cosine + Math.log(k / (4 * Math.PI * Math.sinh(k)));
    const kl = k / Math.tanh(k) - 1 + Math.log(k / (4 * Math.PI * Math.sinh(k))) + logArea(3);
    expectClose(at(1.2).logProb?.(tf.tensor([[...z]])) as tf.Tensor, [logProb], 1e-5);
    expectClose(klDivergence(at(1.2), sphereUniform(3)) as tf.Tensor, [kl], 1e-5);
  });
});
