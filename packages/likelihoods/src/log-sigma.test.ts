import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { boundLogSigma, logSigmaRange, rawLogSigma } from "./log-sigma.ts";

beforeAll(useCpu);

describe("boundLogSigma", () => {
  it("takes 0 to 0 with slope 8/9 and stays in the range at a thousand", () => {
    const bounded = boundLogSigma(tf.tensor([0, -1000, 1000])).dataSync();
    expect(Math.abs(bounded[0] as number)).toBeLessThan(1e-6);
    expectClose(Array.from(bounded).slice(1), [...logSigmaRange], 1e-6);
    expectClose(tf.grad(boundLogSigma)(tf.tensor([0])), [8 / 9], 1e-5);
  });

  it("is undone by rawLogSigma", () => {
    for (const sigma of [0.003, 0.1, 1, 15]) {
      expectClose(tf.exp(boundLogSigma(tf.scalar(rawLogSigma(sigma)))), sigma, 1e-5);
    }
  });
});
