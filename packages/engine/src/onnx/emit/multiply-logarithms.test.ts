import type { Program } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { createGraph } from "../graph/create-graph.ts";
import { add, mul, sub } from "../graph/elementwise.ts";
import { reduce } from "../graph/reduce.ts";
import { softplus } from "../graph/special.ts";
import type { Value } from "../graph/types.ts";
import { createOnnxEngine } from "../onnx-engine.ts";
import { multiplyLogarithms } from "./multiply-logarithms.ts";
import { schedule } from "./schedule.ts";

beforeAll(useCpu);

const ops = (build: (g: ReturnType<typeof createGraph>, l: Value, x: Value) => readonly Value[], shape = [3, 784]) => {
  const g = createGraph();
  const results = build(g, g.input("l", shape, "float32"), g.input("x", shape, "float32"));
  return multiplyLogarithms(g, schedule(results), results).map(({ op }) => op);
};

describe("sums of logarithms", () => {
  it("become logarithms of products where nothing else uses them", () => {
    const sum = ops((g, l, x) => [reduce(g, "ReduceSum", sub(g, softplus(g, l), mul(g, x, l)), [1], false)]);
    expect(sum).toContain("ReduceProd");
    expect(sum.filter((op) => op === "Log")).toHaveLength(1);
    const used = ops((g, l) => {
      const each = softplus(g, l);
      return [reduce(g, "ReduceSum", each, [1], false), each];
    });
    expect(used).not.toContain("ReduceProd");
  });

  it("stay where the sum is not over the last axes, has no divisor near a hundred, or broadcasts", () => {
    expect(ops((g, l) => [reduce(g, "ReduceSum", softplus(g, l), [0], false)])).not.toContain("ReduceProd");
    expect(ops((g, l) => [reduce(g, "ReduceSum", softplus(g, l), [1], false)], [3, 127])).not.toContain("ReduceProd");
    const wide = ops((g, l) => {
      const more = g.input("more", [5, 3, 784], "float32");
      return [reduce(g, "ReduceSum", add(g, softplus(g, l), more), [2], false)];
    });
    expect(wide).not.toContain("ReduceProd");
  });

  const signs: Record<string, [f: (s: tf.Tensor, x: tf.Tensor) => tf.Tensor, truth: (s: number, x: number) => number]> =
    {
      "softplus alone": [(s) => s, (s) => s],
      "softplus - x": [(s, x) => tf.sub(s, x), (s, x) => s - x],
      "x - softplus": [(s, x) => tf.sub(x, s), (s, x) => x - s],
      "x + (x - softplus)": [(s, x) => tf.add(x, tf.sub(x, s)), (s, x) => 2 * x - s],
      "x - (softplus + x)": [(s, x) => tf.sub(x, tf.add(s, x)), (s) => -s],
    };
  it.each(Object.entries(signs))("%s: the sum is that of float64, far logits included", async (_, [f, truth]) => {
    const [rows, columns] = [4, 240];
    const program: Program = (_params, { l, x }) => {
      const each = f(tf.softplus(l as tf.Tensor), x as tf.Tensor);
      return { y: tf.sum(tf.reshape(each, [rows, 12, 20]), [1, 2]) };
    };
    const input = { shape: [rows, columns], dtype: "float32" } as const;
    const signature = { inputs: { l: input, x: input }, training: false };
    const compiled = await createOnnxEngine({ threads: 1 }).compile(program, signature, createArena({}));
    const l = Float32Array.from({ length: rows * columns }, (_, i) => 40 * Math.sin(i * i) * (i < columns ? 0 : 1));
    const x = Float32Array.from({ length: rows * columns }, (_, i) => Math.cos(3 * i));
    const { y } = await compiled.run({ l, x }, { seed: 1n, step: 0 });
    compiled.dispose();
    for (let row = 0; row < rows; row++) {
      let [sum, size] = [0, 0];
      for (let i = row * columns; i < (row + 1) * columns; i++) {
        const logit = l[i] as number;
        const each = truth(Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))), x[i] as number);
        sum += each;
        size += Math.abs(each);
      }
      expect(Math.abs((y?.[row] as number) - sum)).toBeLessThan(2e-6 * size);
    }
  });
});
