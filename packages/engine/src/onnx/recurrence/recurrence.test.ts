import { glorotUniform, normal, scan, zeros } from "@elbo/program";
import type { Program, Signature } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { initialiseArena } from "../../arena/initialise-arena.ts";
import { cpuEngine } from "../../eager/cpu-engine.ts";
import { emit } from "../emit/emit.ts";
import { schedule } from "../emit/schedule.ts";
import type { Value } from "../graph/types.ts";
import { createOnnxEngine } from "../onnx-engine.ts";
import { traceProgram } from "../trace/trace-program.ts";

beforeAll(useCpu);

const [batch, vocabulary, embedding, hidden] = [4, 11, 6, 8];

const tree = {
  encoder: {
    embedding: { shape: [vocabulary, embedding], init: normal(0.5) },
    input: { shape: [embedding, 3 * hidden], init: glorotUniform(embedding, 3 * hidden) },
    recurrent: { shape: [hidden, 3 * hidden], init: glorotUniform(hidden, 3 * hidden) },
    bias: { shape: [3 * hidden], init: normal(0.2) },
    initial: { shape: [1, hidden], init: normal(0.5) },
    unused: { shape: [2], init: zeros },
  },
};

/** Gated recurrent units over `time` tokens (Cho et al. 2014), gates joined; every state counts in the loss. */
const recurrent: Program = (params, inputs) => {
  const { encoder } = params as unknown as { encoder: Record<keyof (typeof tree)["encoder"], tf.Tensor> };
  const gates = (x: tf.Tensor, w: tf.Tensor) => tf.split(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), 3, 1);
  const embedded = tf.gather(encoder.embedding, tf.transpose(inputs.tokens as tf.Tensor));
  const { state, out } = scan(
    ({ h }, { x }) => {
      const [xr, xu, xc] = tf.split(
        tf.add(tf.matMul(x as tf.Tensor2D, encoder.input as tf.Tensor2D), encoder.bias),
        3,
        1,
      ) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const [hr, hu, hc] = gates(h as tf.Tensor, encoder.recurrent) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const update = tf.sigmoid(tf.add(xu, hu));
      const candidate = tf.tanh(tf.add(xc, tf.mul(tf.sigmoid(tf.add(xr, hr)), hc)));
      const next = tf.add(tf.mul(update, h as tf.Tensor), tf.mul(tf.sub(1, update), candidate));
      return { state: { h: next }, out: { h: next } };
    },
    { h: tf.tile(encoder.initial, [batch, 1]) },
    { x: embedded },
  );
  const last = state.h as tf.Tensor;
  return { loss: tf.add(tf.mean(tf.square(last)), tf.mean(tf.sin(out.h as tf.Tensor))), last };
};

const signature = (time: number): Signature => ({
  inputs: { tokens: { shape: [batch, time], dtype: "int32" } },
  training: true,
  gradients: [{ of: "loss", params: ["encoder"] }],
});

const tokens = (time: number) =>
  Int32Array.from({ length: batch * time }, (_, i) => (i * i + 3 * i) % (vocabulary - 1));

/** How often each operation occurs in the program that runs. */
function census(time: number): Record<string, number> {
  const { graph, outputs, gradients } = traceProgram(recurrent, signature(time), createArena(tree), {
    unrolled: Number.POSITIVE_INFINITY,
  });
  const computed = Object.values(gradients).filter((x): x is Value => x !== undefined);
  const counts: Record<string, number> = { nodes: emit(graph, outputs).nodes };
  for (const { op } of schedule([...Object.values(outputs), ...computed])) counts[op] = (counts[op] ?? 0) + 1;
  return counts;
}

describe("an unrolled recurrence", () => {
  it.each([
    [1, 0],
    [12, 1e9],
    [12, 0],
    [40, 0],
  ])("over %i steps, unrolled up to %i operations: outputs and gradients equal cpu's", async (time, unrolled) => {
    const arenas = [createArena(tree), createArena(tree)] as const;
    for (const arena of arenas) initialiseArena(arena, { seed: 6n });
    arenas[1].gradients.fill(5);
    const eager = await cpuEngine.compile(recurrent, signature(time), arenas[0]);
    const traced = await createOnnxEngine({ threads: 1, unrolled }).compile(recurrent, signature(time), arenas[1]);
    const run = [{ tokens: tokens(time) }, { seed: 1n, step: 0 }] as const;
    const [expected, received] = [await eager.run(...run), await traced.run(...run)];
    expectClose(received.loss ?? [], expected.loss ?? [], 1e-5);
    expectClose(received.last ?? [], expected.last ?? [], 1e-5);
    for (const { path, offset, size } of arenas[0].entries) {
      const [found, wanted] = [1, 0].map((i) => arenas[i as 0 | 1].gradients.slice(offset, offset + size));
      expectClose(found ?? [], wanted ?? [], 1e-4);
      if (path === "encoder/unused") expect([...(found ?? [])]).toEqual([0, 0]);
      else
        expect(
          found?.some((x) => x !== 0),
          path,
        ).toBe(true);
    }
    traced.dispose();
  });

  it("grows by the same operations with each step, six products among them", () => {
    const [a, b, c] = [census(10), census(11), census(12)];
    for (const op of Object.keys(c)) expect((c[op] ?? 0) - (b[op] ?? 0), op).toBe((b[op] ?? 0) - (a[op] ?? 0));
    expect((c.Gemm ?? 0) - (b.Gemm ?? 0)).toBe(6);
    expect(c.ScatterND).toBeUndefined();
  });
});
