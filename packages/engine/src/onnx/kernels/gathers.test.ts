import type { Program } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { createOnnxEngine } from "../onnx-engine.ts";
import { checkCase, uncovered } from "../test-support/check-case.ts";
import { type KernelCase, shapeAndAxis, shapes } from "../test-support/kernel-case.ts";
import { GATHERS } from "./gathers.ts";

beforeAll(useCpu);

const whole = (shape: number[], low: number, high: number) =>
  ({ shape, dtype: "int32", range: [low, high] as const }) as const;

const cases: readonly KernelCase[] = [
  {
    name: "GatherV2",
    samples: fc.tuple(shapeAndAxis(), shapes(0, 2)).map(([{ shape, axis }, rows]) => ({
      operands: [{ shape }, whole(rows, 0, (shape.at(axis) as number) - 1)],
      f: (x, indices) => tf.gather(x as tf.Tensor, indices as tf.Tensor, axis),
    })),
    node: false, // it takes no negative axis
  },
  {
    name: "GatherV2 per batch",
    samples: fc.tuple(shapes(2, 4), shapes(0, 2), fc.nat({ max: 2 }), fc.nat({ max: 2 })).map(([shape, rows, p, q]) => {
      const axis = Math.min(p + 1, shape.length - 1);
      const batch = Math.min(q + 1, axis);
      return {
        operands: [{ shape }, whole([...shape.slice(0, batch), ...rows], 0, (shape[axis] as number) - 1)],
        f: (x, indices) => tf.gather(x as tf.Tensor, indices as tf.Tensor, axis, batch),
      };
    }),
  },
  {
    name: "UnsortedSegmentSum",
    samples: fc.tuple(shapes(1, 3), fc.integer({ min: 1, max: 5 })).map(([shape, segments]) => ({
      operands: [{ shape }, whole([shape[0] as number], 0, segments - 1)],
      f: (x, ids) => tf.unsortedSegmentSum(x as tf.Tensor, ids as tf.Tensor1D, segments),
    })),
  },
  {
    name: "UnsortedSegmentSum into many segments",
    samples: shapes(1, 3).map((shape) => ({
      operands: [{ shape }, whole([shape[0] as number], 0, 299)],
      f: (x, ids) => tf.unsortedSegmentSum(x as tf.Tensor, ids as tf.Tensor1D, 300),
    })),
  },
  {
    name: "OneHot, with indices outside",
    samples: fc.tuple(shapes(0, 3), fc.integer({ min: 2, max: 4 })).map(([shape, depth]) => ({
      operands: [whole(shape, -2, 5)],
      f: (x) => tf.oneHot(x as tf.Tensor, depth),
    })),
  },
  {
    name: "OneHot with other values",
    samples: shapes(0, 3).map((shape) => ({
      operands: [whole(shape, -1, 3)],
      f: (x) => tf.oneHot(x as tf.Tensor, 3, 7, -2, "int32"),
    })),
  },
];

describe("looking up and counting into", () => {
  it.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => checkCase(each));
  it("all have a case", () => expect(uncovered(GATHERS, cases)).toEqual([]));

  it("an index of -1 sets no class", async () => {
    const program: Program = (_, { i }) => ({ y: tf.oneHot(i as tf.Tensor, 3) });
    const compiled = await createOnnxEngine({ threads: 1 }).compile(
      program,
      { inputs: { i: { shape: [2], dtype: "int32" } }, training: false },
      createArena({}),
    );
    const { y } = await compiled.run({ i: Int32Array.of(-1, 2) }, { seed: 1n, step: 0 });
    expect([...(y ?? [])]).toEqual([0, 0, 0, 0, 0, 1]);
    compiled.dispose();
  });

  it.each([40, 400])("duplicates add up exactly with two threads, into %i segments", async (segments) => {
    const [rows, width] = [5000, 16];
    const program: Program = (_, { x, ids }) => ({
      y: tf.unsortedSegmentSum(x as tf.Tensor2D, ids as tf.Tensor1D, segments),
    });
    const inputs = { x: { shape: [rows, width], dtype: "float32" }, ids: { shape: [rows], dtype: "int32" } } as const;
    const compiled = await createOnnxEngine({ threads: 2 }).compile(
      program,
      { inputs, training: false },
      createArena({}),
    );
    const ids = Int32Array.from({ length: rows }, (_, i) => (i * 7919) % 31);
    const x = Float32Array.from({ length: rows * width }, (_, i) => (i * 31) % 17);
    const expected = new Float32Array(segments * width);
    x.forEach((value, i) => {
      const at = (ids[Math.floor(i / width)] as number) * width + (i % width);
      expected[at] = (expected[at] as number) + value;
    });
    for (let run = 0; run < 20; run++) {
      const { y } = await compiled.run({ x, ids }, { seed: 1n, step: run });
      expect(Buffer.compare(Buffer.from((y as Float32Array).buffer), Buffer.from(expected.buffer))).toBe(0);
    }
    compiled.dispose();
  });
});
