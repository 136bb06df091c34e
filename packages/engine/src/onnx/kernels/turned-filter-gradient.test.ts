import type { Program } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { cpuEngine } from "../../eager/cpu-engine.ts";
import { createGraph } from "../graph/create-graph.ts";
import { createOnnxEngine } from "../onnx-engine.ts";
import type { Plan } from "./convolution-plan.ts";
import { turnedFilterGradient } from "./turned-filter-gradient.ts";

beforeAll(useCpu);

const wave = (count: number, step: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(step * i));
const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

describe("convolutions to few channels, and their filter gradients", () => {
  it.each([
    { filter: [3, 3, 16, 1], pad: "same" },
    { filter: [3, 2, 12, 3], pad: "same" },
    { filter: [4, 3, 8, 2], pad: "valid" },
    { filter: [2, 4, 8, 1], pad: "same" },
  ] as const)("$filter, $pad: equal those of cpu", async ({ filter, pad }) => {
    const program: Program = (_, { x, w, dy }) => {
      const y = tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, pad);
      return { y, loss: tf.sum(tf.mul(dy as tf.Tensor, y)) };
    };
    const [height, width, from, to] = filter;
    const out = pad === "same" ? [7, 6] : [8 - height, 7 - width];
    const shapes = { x: [3, 7, 6, from], w: filter, dy: [3, ...out, to] };
    const inputs = Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [name, { shape, dtype: "float32" } as const]),
    );
    const values = {
      x: wave(size(shapes.x), 0.7),
      w: wave(size(shapes.w), 0.3),
      dy: wave(size(shapes.dy), 0.11),
    };
    const signature = { inputs, training: true, gradients: [{ of: "loss", inputs: ["w"] }] };
    const [found = [], expected = []] = await Promise.all(
      [createOnnxEngine({ threads: 1 }), cpuEngine].map(async (engine) => {
        const compiled = await engine.compile(program, signature, createArena({}));
        const { y = [], "gradient/w": gradient = [] } = await compiled.run(values, { seed: 1n, step: 0 });
        compiled.dispose();
        return [Array.from(y), Array.from(gradient)] as const;
      }),
    );
    for (const [which, count] of [size(shapes.dy), size(filter)].entries()) {
      const [own, theirs] = [found[which] as number[], expected[which] as number[]];
      const largest = Math.max(...theirs.map(Math.abs));
      expect(own).toHaveLength(count);
      expect(largest).toBeGreaterThan(0.1);
      for (const [i, value] of theirs.entries())
        expect(Math.abs(value - (own[i] as number)) / largest).toBeLessThan(1e-5);
    }
  });

  it("are left to others by larger strides, dilations, wide padding and many channels", () => {
    const plan: Plan = {
      input: [6, 6],
      output: [6, 6],
      kernel: [3, 3],
      strides: [1, 1],
      dilations: [1, 1],
      pads: [1, 1, 1, 1],
    };
    const made = (changed: Partial<Plan>, to = 1) => {
      const g = createGraph();
      const dy = g.input("dy", [2, 6, 6, to], "float32");
      return turnedFilterGradient(g, g.input("x", [2, 6, 6, 8], "float32"), dy, { ...plan, ...changed })?.shape;
    };
    expect(made({})).toEqual([3, 3, 8, 1]);
    expect(made({}, 2)).toEqual([3, 3, 8, 2]);
    expect(made({}, 3)).toBeUndefined();
    expect(made({ strides: [2, 1] })).toBeUndefined();
    expect(made({ dilations: [1, 2] })).toBeUndefined();
    expect(made({ pads: [3, 1, 1, 1] })).toBeUndefined();
  });
});
