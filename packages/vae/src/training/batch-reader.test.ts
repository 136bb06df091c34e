import type { Split } from "@elbo/spec";
import { ConfigError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { allocateBatch } from "./batch-buffers.ts";
import { createBatchReader } from "./batch-reader.ts";

const fields = { x: { shape: [2], dtype: "float32", support: "real" } } as const;
const inputs = { x: { shape: [3, 2], dtype: "float32" }, weight: { shape: [3], dtype: "float32" } } as const;

function reader(more: Partial<Split> = {}) {
  const steps: (number | undefined)[] = [];
  const split: Split = {
    length: 10,
    read: async (indices, into, presentation) => {
      steps.push(presentation?.step);
      const x = into.x as Float32Array;
      for (let i = 0; i < x.length; i++) x[i] = indices[i >> 1] as number;
    },
    ...more,
  };
  const options = { split, fields, inputs, batch: 3, seed: 1n, stage: "main", steps: 9, stepsBefore: 100 };
  return { steps, ...createBatchReader(options) };
}
const batch = async (from: ReturnType<typeof reader>, step: number) => [...((await from.read(step)).x as Float32Array)];

describe("batch reader", () => {
  it("gives any step the same batch, whether read in order or from the middle", async () => {
    const inOrder = reader();
    const all: number[][] = [];
    for (let step = 0; step < 9; step++) all.push(await batch(inOrder, step));
    const resumed = reader();
    for (let step = 4; step < 9; step++) expect(await batch(resumed, step)).toEqual(all[step]);
    expect(new Set(all.slice(0, 3).flat()).size).toBe(9);
    expect(all.slice(0, 3)).not.toEqual(all.slice(3, 6));
    expect(inOrder.steps).toEqual([101, 102, 103, 104, 105, 106, 107, 108, 109]);
  });

  it("reads the next batch into other memory than the one at hand", async () => {
    const from = reader();
    const first = (await from.read(0)).x as Float32Array;
    const held = [...first];
    await from.settle();
    expect(from.steps).toEqual([101, 102]);
    expect([...first]).toEqual(held);
    expect((await from.read(1)).x).not.toBe(first);
  });

  it("reports a reading ahead that failed when its step comes, not before", async () => {
    const failing = reader({
      read: async (_, __, presentation) => {
        if (presentation?.step === 102) throw new Error("disk gone");
      },
    });
    await failing.read(0);
    await failing.settle();
    await expect(failing.read(1)).rejects.toThrow("disk gone");
  });
});

describe("batch buffers", () => {
  it("have the size and type of each input, and weight 1", () => {
    const mixed = {
      tokens: { shape: [2, 5], dtype: "int32" },
      known: { shape: [2], dtype: "bool" },
      weight: { shape: [2], dtype: "float32" },
    } as const;
    const support = "tokens";
    const known = {
      tokens: { shape: [5], dtype: "int32", support },
      known: { shape: [], dtype: "bool", support },
    } as const;
    const buffers = allocateBatch(mixed, known, 2);
    expect(buffers.inputs).toEqual({
      tokens: new Int32Array(10),
      known: new Uint8Array(2),
      weight: Float32Array.of(1, 1),
    });
    expect(Object.keys(buffers.fields)).toEqual(["tokens", "known"]);
    expect(() => allocateBatch({ y: mixed.known }, known, 2)).toThrow(ConfigError);
  });
});
