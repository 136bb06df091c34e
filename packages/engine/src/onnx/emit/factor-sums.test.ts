import type { Program } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { cpuEngine } from "../../eager/cpu-engine.ts";
import { createGraph } from "../graph/create-graph.ts";
import { add, mul, sub, unary } from "../graph/elementwise.ts";
import type { Value } from "../graph/types.ts";
import { createOnnxEngine } from "../onnx-engine.ts";
import { factorSums } from "./factor-sums.ts";
import { schedule } from "./schedule.ts";

beforeAll(useCpu);

const ops = (build: (g: ReturnType<typeof createGraph>, a: Value, b: Value, c: Value) => readonly Value[]) => {
  const g = createGraph();
  const results = build(
    g,
    g.input("a", [6, 5], "float32"),
    g.input("b", [6, 5], "float32"),
    g.input("c", [6, 1], "float32"),
  );
  return factorSums(g, schedule(results), results).map(({ op }) => op);
};

describe("a broadcast factor of both summands", () => {
  it("multiplies their sum, whatever its sign and side", () => {
    expect(ops((g, a, b, c) => [add(g, mul(g, c, a), mul(g, b, c))])).toEqual(["Add", "Mul"]);
    expect(ops((g, a, b, c) => [sub(g, mul(g, c, a), mul(g, c, b))])).toEqual(["Sub", "Mul"]);
    expect(
      ops((g, a, b, c) => [add(g, mul(g, c, a), mul(g, unary(g, "Neg", c), b))]).filter((op) => op !== "Neg"),
    ).toEqual(["Sub", "Mul"]);
    const half = (g: ReturnType<typeof createGraph>, sign: number) => g.uniform(sign / 2, [], "float32");
    expect(ops((g, a, b) => [sub(g, mul(g, a, half(g, 1)), mul(g, b, half(g, -1)))])).toEqual(["Add", "Mul"]);
  });

  it("stays where a product is used elsewhere, or the factor is as large as the rest", () => {
    expect(
      ops((g, a, b, c) => {
        const product = mul(g, c, a);
        return [add(g, product, mul(g, c, b)), product];
      }),
    ).toEqual(["Mul", "Mul", "Add"]);
    expect(ops((g, a, b) => [add(g, mul(g, a, b), mul(g, a, unary(g, "Exp", b)))])).not.toEqual(["Exp", "Add", "Mul"]);
  });

  it("gives the values of cpu", async () => {
    const program: Program = (_params, inputs) => {
      const [a, b, c] = [inputs.a, inputs.b, inputs.c] as [tf.Tensor, tf.Tensor, tf.Tensor];
      return {
        minus: tf.sub(tf.mul(tf.neg(c), a), tf.mul(c, b)),
        plus: tf.add(tf.mul(c, a), tf.mul(tf.neg(c), b)),
        constants: tf.sub(tf.mul(a, -0.3), tf.mul(0.3, b)),
      };
    };
    const input = { shape: [6, 5], dtype: "float32" } as const;
    const inputs = { a: input, b: input, c: { shape: [6, 1], dtype: "float32" } } as const;
    const wave = (n: number, speed: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(speed * i + 1));
    const given = { a: wave(30, 0.7), b: wave(30, 1.9), c: wave(6, 2.3) };
    const results = [];
    for (const engine of [cpuEngine, createOnnxEngine({ threads: 1 })]) {
      const compiled = await engine.compile(program, { inputs, training: false }, createArena({}));
      results.push(await compiled.run(given, { seed: 1n, step: 0 }));
      compiled.dispose();
    }
    for (const name of ["minus", "plus", "constants"])
      expectClose(results[1]?.[name] ?? [], results[0]?.[name] ?? [], 1e-6);
  });
});
