import { glorotUniform } from "@elbo/program";
import type { Program, Signature } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { cpuEngine } from "../../eager/cpu-engine.ts";
import type { Value } from "../graph/types.ts";
import { createOnnxEngine } from "../onnx-engine.ts";
import { traceProgram } from "../trace/trace-program.ts";
import { list } from "./emit.ts";

beforeAll(useCpu);

const weight = { shape: [3, 3], init: glorotUniform(3, 3) };
const tree = { encoder: { w: weight }, decoder: { w: weight } };
type Params = { encoder: { w: tf.Tensor }; decoder: { w: tf.Tensor } };

/** Two objectives on one pass through the nets. */
const program: Program = (params, { x }) => {
  const { encoder, decoder } = params as unknown as Params;
  const z = tf.tanh(tf.matMul(x as tf.Tensor, encoder.w));
  const y = tf.matMul(z, decoder.w);
  return { first: tf.sum(tf.square(y)), second: tf.sum(tf.exp(z)) };
};
const inputs = { x: { shape: [2, 3], dtype: "float32" } } as const;

/** Operations of a traced program, by name. */
function operations(gradients?: Signature["gradients"]): Record<string, number> {
  const signature = { inputs, training: true, ...(gradients ? { gradients } : {}) };
  const traced = traceProgram(program, signature, createArena(tree));
  const computed = Object.values(traced.gradients).filter((value) => value !== undefined);
  const results = { ...traced.outputs, ...Object.fromEntries(computed.map((value, i) => [`g${i}`, value])) };
  const { lines } = list(traced.graph, results);
  const wanted = new Set<Value | undefined>([...Object.values(results), ...lines.flatMap((line) => line.inputs)]);
  expect(lines.every((line) => line.outputs.some((output) => wanted.has(output)))).toBe(true);
  const counts: Record<string, number> = {};
  for (const { op } of lines) counts[op] = (counts[op] ?? 0) + 1;
  return counts;
}

describe("the lines of a program", () => {
  it("without gradients are those of the forward pass", () => {
    expect(operations()).toEqual({ Gemm: 2, Tanh: 1, Mul: 1, Exp: 1, ReduceSum: 2, Reshape: 2 });
  });

  it("of two objectives share the forward pass; a gradient that nobody asks for is not there", () => {
    const one = operations([{ of: "first", params: ["decoder"] }]);
    expect(one.Gemm).toBe(3); // z^T dy, and nothing towards the encoder
    const both = operations([
      { of: "first", params: ["decoder"] },
      { of: "second", params: ["encoder"] },
    ]);
    expect([both.Gemm, both.Tanh, both.Exp]).toEqual([4, 1, 1]);
  });

  it("of two objectives give cpu's gradients", async () => {
    const gradients = [
      { of: "first", params: ["decoder"] },
      { of: "second", params: ["encoder"] },
    ];
    const found: number[][] = [];
    for (const engine of [cpuEngine, createOnnxEngine({ threads: 1 })]) {
      const arena = createArena(tree);
      arena.values.forEach((_, i) => {
        arena.values[i] = Math.sin(i + 1);
      });
      const compiled = await engine.compile(program, { inputs, training: true, gradients }, arena);
      await compiled.run({ x: Float32Array.of(1, -1, 0.5, 2, 0, -0.3) }, { seed: 1n, step: 0 });
      compiled.dispose();
      found.push([...arena.gradients]);
    }
    found[0]?.forEach((value, i) => {
      expect(found[1]?.[i]).toBeCloseTo(value, 5);
    });
    expect(found[0]?.some((value) => value !== 0)).toBe(true);
  });
});
