import { constant, zeros } from "@elbo/program";
import type { Program } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createArena } from "../arena/create-arena.ts";
import { initialiseArena } from "../arena/initialise-arena.ts";
import { createOnnxEngine, onnxEngine } from "./onnx-engine.ts";

beforeAll(useCpu);

const tree = {
  encoder: { w: { shape: [2], init: constant(3) }, seen: { shape: [], init: zeros, state: true as const } },
};
const program: Program = (params, inputs, context) => {
  const { encoder } = params as unknown as { encoder: { w: tf.Tensor; seen: tf.Tensor } };
  context.update(encoder.seen, tf.add(encoder.seen, 1));
  return { loss: tf.sum(tf.mul(encoder.w, inputs.x as tf.Tensor)), seen: encoder.seen };
};
const signature = {
  inputs: { x: { shape: [2], dtype: "float32" } },
  training: true,
  gradients: [{ of: "loss", params: ["encoder"] }],
} as const;
const key = { seed: 1n, step: 0 };
const x = Float32Array.of(1, 2);

const setUp = async (options = {}) => {
  const arena = createArena(tree);
  initialiseArena(arena, { seed: 1n });
  return { arena, compiled: await createOnnxEngine({ threads: 1, ...options }).compile(program, signature, arena) };
};

describe("the onnx engine", () => {
  it("is here", async () => expect(await onnxEngine.available()).toBe(true));

  it.each([{}, { spin: 0 }, { threads: 2 }, { threads: 2, spin: 0 }, { threads: 2, spin: 1000 }])(
    "gives the same with any session: %j",
    async (options) => {
      const { arena, compiled } = await setUp(options);
      expect((await compiled.run({ x }, key)).loss?.[0]).toBe(9);
      expect([...arena.gradients.subarray(0, 2)]).toEqual([1, 2]);
      compiled.dispose();
    },
  );

  it("runs calls in their order, each seeing the state that the one before left", async () => {
    const { arena, compiled } = await setUp();
    const runs = await Promise.all([0, 1, 2].map(() => compiled.run({ x }, key)));
    expect(runs.map(({ seen }) => seen?.[0])).toEqual([0, 1, 2]);
    expect(arena.values[arena.entries.find(({ path }) => path === "encoder/seen")?.offset ?? -1]).toBe(3);
    compiled.dispose();
  });

  it("runs on after a call that failed", async () => {
    const { compiled } = await setUp();
    await expect(compiled.run({}, key)).rejects.toThrow(/missing/);
    expect((await compiled.run({ x }, key)).seen?.[0]).toBe(0);
    compiled.dispose();
  });

  it("returns arrays of their own, that a later run leaves alone", async () => {
    const { arena, compiled } = await setUp();
    const first = await compiled.run({ x }, key);
    arena.values[0] = 100;
    await compiled.run({ x }, key);
    expect(first.loss?.[0]).toBe(9);
    compiled.dispose();
  });
});
