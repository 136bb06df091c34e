import { eagerContext, initialise } from "@elbo/program";
import type { Definition } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, fakeGiven, subjectChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createDenseDecoder, denseDecoder } from "./dense-decoder.ts";

beforeAll(useCpu);

const defaults = denseDecoder.config(() => z.never()).parse({ kind: "dense" });
const wiring = { latents: { z: [2], top: [1, 2] }, outputs: { mean: [2, 2, 1], logScale: [3] } };
const create = (more: object = {}) => createDenseDecoder({ ...defaults, hidden: [4, 3], ...more }, wiring);
const latents = (size: number) => ({
  z: tf.tensor(
    [...Array(2 * size).keys()].map((i) => Math.sin(i * i + 1)),
    [size, 2],
  ),
  top: tf.tensor(
    [...Array(2 * size).keys()].map((i) => Math.cos(i * i)),
    [size, 1, 2],
  ),
});

describe("dense decoder", () => {
  it("produces exactly the outputs of the wiring", () => {
    const decoder = create();
    const out = decoder.outputs(initialise(decoder.params), latents(3), fakeGiven(), eagerContext().context);
    expect(Object.entries(out).map(([name, t]) => [name, ...t.shape])).toEqual([
      ["mean", 3, 2, 2, 1],
      ["logScale", 3, 3],
    ]);
  });
  it("computes relu(z W + b) V + c over all sites", () => {
    const decoder = createDenseDecoder(
      { ...defaults, hidden: [1] },
      { latents: { a: [1], b: [1] }, outputs: { logits: [2] } },
    );
    const values = {
      trunk: { layer0: { weight: tf.tensor2d([2, 10], [2, 1]), bias: tf.tensor1d([1]) } },
      heads: { logits: { weight: tf.tensor2d([[1, -1]]), bias: tf.tensor1d([0, 5]) } },
    };
    const z = { a: tf.tensor2d([[3], [-9]]), b: tf.tensor2d([[0.5], [0]]) };
    const { logits } = decoder.outputs(values as never, z, fakeGiven(), eagerContext().context);
    expectClose(logits as tf.Tensor, [12, -7, 0, 5]);
  });
  it("lets late sites pass the hidden layers by: relu(z W + b) V + s B + c", () => {
    const decoder = createDenseDecoder(
      { ...defaults, hidden: [1], late: ["s"] },
      { latents: { s: [1, 2], z: [1] }, outputs: { logits: [2] } },
    );
    const values = {
      trunk: { layer0: { weight: tf.tensor2d([2], [1, 1]), bias: tf.tensor1d([1]) } },
      heads: { logits: { weight: tf.tensor2d([1, -1, 10, 20, 30, 40], [3, 2]), bias: tf.tensor1d([0, 5]) } },
    };
    const z = { s: tf.tensor([1, 0, 0, 1], [2, 1, 2]), z: tf.tensor2d([[3], [-9]]) };
    const { logits } = decoder.outputs(values as never, z, fakeGiven(), eagerContext().context);
    expectClose(logits as tf.Tensor, [7 + 10, -7 + 20 + 5, 30, 40 + 5]);
  });
  it("refuses late sites that are none, and hidden layers without a site", () => {
    expect(() => create({ late: ["s"] })).toThrow(/late site is none of the latents.*some of z, top, got s/);
    expect(() => create({ late: ["z", "top"] })).toThrow(/no latent to decode/);
  });
  it("refuses nonsense widths", () => {
    expect(() => create({ hidden: [-3] })).toThrow(/decoders\/dense: width makes no layer: .* got -3/);
  });
});

for (const more of [
  {},
  { gated: true },
  { norm: "layer" },
  { norm: "weight" },
  { dropout: 0.3 },
  { init: "fan-in-uniform" },
  { late: ["top"] },
]) {
  const decoder = create({ activation: "tanh", ...more });
  describeConformance(`dense decoder ${JSON.stringify(more)}`, [
    ...configChecks(denseDecoder as Definition, more),
    ...subjectChecks({
      params: decoder.params,
      random: "dropout" in more,
      batchAxis: 0,
      gradientShare: "dropout" in more ? 0.7 : 0.95,
      call: (values, size, context) => decoder.outputs(values as never, latents(size), fakeGiven(), context),
    }),
  ]);
}
