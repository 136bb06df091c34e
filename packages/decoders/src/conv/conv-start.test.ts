import { initialise } from "@elbo/program";
import { ConfigError } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { convStart } from "./conv-start.ts";

beforeAll(useCpu);

const options = { grid: [2, 3, 4], hidden: [5], activation: "linear", where: "decoders/conv" } as const;

describe("convStart", () => {
  it("spreads vectors over the grid by dense layers", () => {
    const start = convStart({ ...options, latents: { a: [2], b: [3] } });
    const y = start.apply(initialise(start.params), { a: tf.ones([7, 2]), b: tf.ones([7, 3]) });
    expect(y.shape).toEqual([7, 2, 3, 4]);
  });
  it("keeps a spatial latent in its place: a pixel moves only its neighbours", () => {
    const start = convStart({ ...options, grid: [5, 5, 4], latents: { z: [5, 5, 2] } });
    const values = initialise(start.params);
    const point = tf.buffer([1, 5, 5, 2]);
    point.set(1, 0, 0, 1, 0);
    const moved = tf.sum(tf.abs(start.apply(values, { z: point.toTensor() })), 3).dataSync();
    const touched = [...moved].map((v) => v !== 0);
    expect(touched).toEqual([...Array(25).keys()].map((i) => Math.floor(i / 5) <= 1 && i % 5 <= 2));
  });
  it("puts vectors beside a spatial latent on the grid as constant planes", () => {
    const start = convStart({ ...options, latents: { z: [2, 3, 2], condition: [5] } });
    const values = initialise(start.params);
    const c = tf.reshape(tf.range(0, 5), [1, 5]);
    const planes = tf.concat([tf.ones([1, 2, 3, 2]), tf.tile(tf.reshape(c, [1, 1, 1, 5]), [1, 2, 3, 1])], 3);
    const whole = convStart({ ...options, latents: { z: [2, 3, 7] } });
    const expected = whole.apply(values, { z: planes });
    expectClose(start.apply(values, { z: tf.ones([1, 2, 3, 2]), condition: c }), expected.dataSync(), 0);
  });
  it("flattens a spatial latent that has company off the grid", () => {
    const start = convStart({ ...options, latents: { z: [7, 7, 1], top: [2] } });
    const y = start.apply(initialise(start.params), { z: tf.zeros([1, 7, 7, 1]), top: tf.zeros([1, 2]) });
    expectClose(y, new Float32Array(24), 0);
  });
  it("refuses a spatial latent on another grid", () => {
    const attempt = () => convStart({ ...options, latents: { z: [4, 4, 2] } });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(/expected z of shape \[2, 3, channel\].* got \[4, 4, 2\]\. Change the strides/);
  });
});
