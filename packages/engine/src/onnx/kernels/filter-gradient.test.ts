import type { Program } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { cpuEngine } from "../../eager/cpu-engine.ts";
import { createGraph } from "../graph/create-graph.ts";
import { createOnnxEngine } from "../onnx-engine.ts";
import type { Plan } from "./convolution-plan.ts";
import { patchProduct } from "./filter-gradient.ts";

beforeAll(useCpu);

const wave = (count: number, step: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(step * i));

describe("filter gradients as products of patches", () => {
  it.each([64, 5, 1])("are summed over runs of examples when the batch is large: %i channels", async (to) => {
    const shapes = { x: [48, 17, 16, 8], w: [3, 2, 8, to], dy: [48, 9, 8, to] };
    const program: Program = (_, { x, w, dy }) => ({
      loss: tf.sum(tf.mul(dy as tf.Tensor, tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, "same"))),
    });
    const inputs = Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [name, { shape, dtype: "float32" } as const]),
    );
    const values = {
      x: wave(48 * 17 * 16 * 8, 0.7),
      w: wave(3 * 2 * 8 * to, 0.3),
      dy: wave(48 * 9 * 8 * to, 0.11),
    };
    const signature = { inputs, training: true, gradients: [{ of: "loss", inputs: ["w"] }] };
    const [found, expected] = await Promise.all(
      [createOnnxEngine({ threads: 1 }), cpuEngine].map(async (engine) => {
        const compiled = await engine.compile(program, signature, createArena({}));
        const { "gradient/w": gradient } = await compiled.run(values, { seed: 1n, step: 0 });
        compiled.dispose();
        return gradient as Float32Array;
      }),
    );
    const largest = Math.max(...(expected ?? []).map(Math.abs));
    const gap = Math.max(...(expected ?? []).map((x, i) => Math.abs(x - (found?.[i] ?? Number.NaN))));
    expect(largest).toBeGreaterThan(0.1);
    expect(gap / largest).toBeLessThan(1e-5);
  });

  it("use one product per run, equal runs only, and none for few channels", () => {
    const plan: Plan = {
      input: [16, 16],
      output: [16, 16],
      kernel: [3, 3],
      strides: [1, 1],
      dilations: [1, 1],
      pads: [1, 1, 1, 1],
    };
    const products = (batch: number, from: number, to: number) => {
      const g = createGraph();
      const x = g.input("x", [batch, 16, 16, from], "float32");
      const made = patchProduct(g, x, g.input("dy", [batch, 16, 16, to], "float32"), plan);
      return made && { shape: made.shape, size: g.size };
    };
    expect(products(1, 8, 8)?.shape).toEqual([3, 3, 8, 8]);
    const [one, two, seven] = [products(8, 8, 64), products(16, 8, 64), products(49, 8, 64)];
    expect((two?.size ?? 0) - (one?.size ?? 0)).toBeGreaterThan(0);
    expect(seven?.shape).toEqual([3, 3, 8, 64]);
    expect(products(49, 8, 5)?.shape).toEqual([3, 3, 8, 5]);
    expect(products(8, 4, 64)).toBeUndefined();
  });
});
