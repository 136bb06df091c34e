import { constant, normal, zeros } from "@elbo/program";
import { EngineError, type ParamTree, ShapeError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, describe, expect, it } from "vitest";
import { arenaTensors } from "./arena-tensors.ts";
import { createArena } from "./create-arena.ts";
import { initialiseArena } from "./initialise-arena.ts";
import { findParam, readGradient, readParam, writeParam } from "./param-access.ts";

const tree = {
  encoder: {
    dense: { w: { shape: [3, 3], init: normal(1) }, mean: { shape: [3], init: constant(7), state: true } },
    b: { shape: [5], init: constant(2) },
  },
  decoder: { scale: { shape: [], init: constant(1.5) } },
  prior: {},
} as const satisfies ParamTree;

beforeAll(async () => {
  tf.env().set("IS_TEST", true);
  await tf.setBackend("cpu");
});

describe("createArena", () => {
  it("lays groups out one after the other, padded to 16 floats, state last", () => {
    const arena = createArena(tree, { slots: ["m", "v", "m"] });
    expect(arena.entries.map(({ path, offset, size, state }) => [path, offset, size, state])).toEqual([
      ["encoder/dense/w", 0, 9, false],
      ["encoder/b", 16, 5, false],
      ["decoder/scale", 32, 1, false],
      ["encoder/dense/mean", 48, 3, true],
    ]);
    expect(arena.groups).toEqual({
      encoder: { offset: 0, length: 32 },
      decoder: { offset: 32, length: 16 },
      prior: { offset: 48, length: 0 },
    });
    expect([arena.trainable, arena.values.length, arena.gradients.length]).toEqual([48, 64, 48]);
    expect(Object.keys(arena.slots)).toEqual(["m", "v"]);
  });

  it("keeps every array apart, in one memory", () => {
    const arena = createArena(tree, { slots: ["m", "v"] });
    const arrays = [arena.values, arena.gradients, ...Object.values(arena.slots)];
    arrays.forEach((array, i) => {
      array.fill(i + 1);
    });
    expect(arrays.map((array) => [Math.min(...array), Math.max(...array)])).toEqual([1, 2, 3, 4].map((i) => [i, i]));
    expect(arrays.every((array) => array.buffer === arena.memory.buffer && array.byteOffset % 64 === 0)).toBe(true);
    expect(createArena(tree).memory.buffer.byteLength).toBe(65536);
  });

  it("refuses what one memory cannot hold", () => {
    const big = { encoder: { w: { shape: [2 ** 29], init: zeros } } };
    expect(() => createArena(big, { slots: ["m"] })).toThrow(EngineError);
  });
});

describe("initialiseArena", () => {
  it("depends on seed and path alone", () => {
    const [whole, alone] = [createArena(tree), createArena({ encoder: { dense: { w: tree.encoder.dense.w } } })];
    for (const arena of [whole, alone]) initialiseArena(arena, { seed: 3n });
    const w = readParam(whole, "encoder/dense/w");
    expect([...readParam(alone, "encoder/dense/w")]).toEqual([...w]);
    expect(new Set(w).size).toBe(9);
    expect([...readParam(whole, "encoder/dense/mean")]).toEqual([7, 7, 7]);
    initialiseArena(alone, { seed: 4n });
    expect([...readParam(alone, "encoder/dense/w")]).not.toEqual([...w]);
  });

  it("starts chosen groups anew, with their gradients and slots, and leaves the others", () => {
    const arena = createArena(tree, { slots: ["m"] });
    arena.values.fill(9);
    arena.gradients.fill(9);
    arena.slots.m?.fill(9);
    initialiseArena(arena, { seed: 0n, groups: ["decoder"] });
    expect([...readParam(arena, "decoder/scale")]).toEqual([1.5]);
    expect([...readParam(arena, "encoder/b")]).toEqual([9, 9, 9, 9, 9]);
    expect([...(arena.slots.m ?? [])]).toEqual([...Array(32).fill(9), ...Array(16).fill(0)]);
    expect(arena.gradients[31]).toBe(9);
    expect(arena.gradients[32]).toBe(0);
    expect(() => initialiseArena(arena, { seed: 0n, groups: ["flow"] })).toThrow(EngineError);
  });

  it("hands examples to the parameter that asks for them", () => {
    const pseudo = {
      shape: [2, 2],
      init: (_: readonly number[], { examples }: { examples?: Float32Array }) => examples ?? new Float32Array(4),
    };
    const arena = createArena({ prior: { pseudo } });
    initialiseArena(arena, { seed: 0n, examples: { "prior/pseudo": Float32Array.of(1, 2, 3, 4) } });
    expect([...readParam(arena, "prior/pseudo")]).toEqual([1, 2, 3, 4]);
  });
});

describe("access by path", () => {
  it("reads live views, writes whole parameters, and names what is wrong", () => {
    const arena = createArena(tree);
    writeParam(arena, "encoder/b", [1, 2, 3, 4, 5]);
    expect([...readParam(arena, "encoder/b")]).toEqual([1, 2, 3, 4, 5]);
    expect(() => writeParam(arena, "encoder/b", [1])).toThrow(ShapeError);
    expect(() => findParam(arena, "encoder/c")).toThrow(/encoder\/c/);
    arena.gradients[32] = 5;
    expect([...readGradient(arena, "decoder/scale")]).toEqual([5]);
    expect(() => readGradient(arena, "encoder/dense/mean")).toThrow(EngineError);
  });

  it("copies values into tensors in the shape of the tree", () => {
    const arena = createArena(tree);
    initialiseArena(arena, { seed: 1n });
    const before = tf.memory().numTensors;
    const params = arenaTensors<typeof tree>(arena);
    const { w, mean } = params.encoder.dense;
    expect(w.shape).toEqual([3, 3]);
    const held = [...w.dataSync()];
    arena.values.fill(0);
    expect([...w.dataSync()]).toEqual(held);
    expect([...mean.dataSync()]).toEqual([7, 7, 7]);
    tf.dispose([w, mean, params.encoder.b, params.decoder.scale]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
