import { normal, scan } from "@elbo/program";
import type { Program, Signature } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { initialiseArena } from "../../arena/initialise-arena.ts";
import { cpuEngine } from "../../eager/cpu-engine.ts";
import { createOnnxEngine } from "../onnx-engine.ts";

beforeAll(useCpu);

const [lines, words, batch, width] = [4, 3, 2, 5];

const tree = {
  encoder: { inner: { shape: [width, width], init: normal(0.5) }, outer: { shape: [width, width], init: normal(0.5) } },
};

/** Reads each line from its first word to the last, and the lines one after the other, as a text of chapters is read. */
const nested: Program = (params, inputs) => {
  const { inner, outer } = (params as unknown as { encoder: Record<"inner" | "outer", tf.Tensor2D> }).encoder;
  const { state, out } = scan(
    ({ h }, { line }) => {
      const read = scan(
        ({ g }, { word }) => {
          const next = tf.tanh(tf.add(tf.add(tf.matMul(g as tf.Tensor2D, inner), word as tf.Tensor), h as tf.Tensor));
          return { state: { g: next }, out: { g: tf.square(next) } };
        },
        { g: h as tf.Tensor },
        { word: line as tf.Tensor },
      );
      const next = tf.tanh(tf.add(tf.matMul(read.state.g as tf.Tensor2D, outer), tf.sum(read.out.g as tf.Tensor, 0)));
      return { state: { h: next }, out: { h: next } };
    },
    { h: tf.zeros([batch, width]) },
    { line: inputs.x as tf.Tensor },
  );
  return {
    loss: tf.add(tf.sum(tf.square(state.h as tf.Tensor)), tf.sum(tf.sin(out.h as tf.Tensor))),
    all: out.h as tf.Tensor,
  };
};

const signature: Signature = {
  inputs: { x: { shape: [lines, words, batch, width], dtype: "float32" } },
  training: true,
  gradients: [{ of: "loss", params: ["encoder"], inputs: ["x"] }],
};

it.each([0, 20, 1e9])(
  "a recurrence inside a recurrence, unrolled up to %i operations, equals cpu's",
  async (unrolled) => {
    const arenas = [createArena(tree), createArena(tree)] as const;
    for (const arena of arenas) initialiseArena(arena, { seed: 3n });
    const x = Float32Array.from({ length: lines * words * batch * width }, (_, i) => Math.sin(1.7 * i));
    const eager = await cpuEngine.compile(nested, signature, arenas[0]);
    const traced = await createOnnxEngine({ threads: 1, unrolled }).compile(nested, signature, arenas[1]);
    const run = [{ x }, { seed: 1n, step: 0 }] as const;
    const [expected, received] = [await eager.run(...run), await traced.run(...run)];
    expect(Object.keys(expected).sort()).toEqual(["all", "gradient/x", "loss"]);
    for (const name of Object.keys(expected)) expectClose(received[name] ?? [], expected[name] ?? [], 1e-4);
    expectClose(arenas[1].gradients, arenas[0].gradients, 1e-4);
    expect(arenas[0].gradients.filter((g) => g !== 0)).toHaveLength(2 * width * width);
    traced.dispose();
  },
);
