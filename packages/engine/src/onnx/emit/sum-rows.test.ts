import { zeros } from "@elbo/program";
import type { Program } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { readGradient } from "../../arena/param-access.ts";
import { createGraph } from "../graph/create-graph.ts";
import { reduce } from "../graph/reduce.ts";
import { createOnnxEngine } from "../onnx-engine.ts";
import { listing } from "./listing.ts";
import { schedule } from "./schedule.ts";
import { sumRows } from "./sum-rows.ts";

beforeAll(useCpu);

it("the gradient of a bias is the sum of all rows, with one thread and two, as plain loops in float64 have it", async () => {
  const [rows, columns] = [3000, 5];
  const c = Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(1.3 * i));
  const program: Program = (params, inputs) => ({
    loss: tf.sum(
      tf.mul(
        tf.add(tf.zerosLike(inputs.c as tf.Tensor), (params as unknown as { b: tf.Tensor }).b),
        inputs.c as tf.Tensor,
      ),
    ),
  });
  const inputs = { c: { shape: [rows, columns], dtype: "float32" } } as const;
  const gradients = [{ of: "loss", params: ["b"] }];
  for (const threads of [1, 2]) {
    const arena = createArena({ b: { shape: [columns], init: zeros } });
    const compiled = await createOnnxEngine({ threads }).compile(program, { inputs, training: true, gradients }, arena);
    await compiled.run({ c }, { seed: 1n, step: 0 });
    compiled.dispose();
    readGradient(arena, "b").forEach((value, j) => {
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += c[i * columns + j] as number;
      expect(Math.abs(value - sum)).toBeLessThan(1e-3);
    });
  }
});

it("takes sums of a matrix's rows only", () => {
  const operations = (shape: readonly number[], axes: readonly number[], keepDims = false) => {
    const graph = createGraph();
    const x = graph.input("x", shape, "float32");
    const sum = reduce(graph, "ReduceSum", x, axes, keepDims);
    return sumRows(graph, listing(graph, schedule([sum]), [["sum", sum]]).lines).map(({ op }) => op);
  };
  expect(operations([6, 4], [0])).toEqual(["MatMul"]);
  expect(operations([2, 3, 4], [0, 1])).toContain("MatMul");
  for (const [shape, axes] of [
    [[6, 4], [1]],
    [
      [6, 4],
      [0, 1],
    ],
    [[2, 3, 4], [1]],
    [[0, 4], [0]],
  ] as const) {
    expect(operations(shape, axes), `${shape} ${axes}`).not.toContain("MatMul");
  }
});
