import { ConfigError } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { latentVector } from "./latent-vector.ts";

beforeAll(useCpu);

describe("latentVector", () => {
  it("joins sites in the order of the wiring, whatever the order of z", () => {
    const latent = latentVector({ a: [2], b: [1, 2] }, "here");
    expect(latent.width).toBe(4);
    const z = { b: tf.tensor([3, 4, 7, 8], [2, 1, 2]), a: tf.tensor([1, 2, 5, 6], [2, 2]) };
    expectClose(latent.read(z), [1, 2, 3, 4, 5, 6, 7, 8], 0);
  });
  it("refuses a model without latents", () => {
    expect(() => latentVector({}, "decoders/dense")).toThrow(ConfigError);
  });
});
