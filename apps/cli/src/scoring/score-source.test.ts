import type { Vae } from "@elbo/vae";
import { expect, it } from "vitest";
import { scoreSource } from "./score-source.ts";

it("scores chunk by chunk as if it were all at once, and tells how far it is of the whole", async () => {
  const reads: (readonly [number, number])[] = [];
  const firsts: (number | undefined)[] = [];
  const vae = {
    dataset: { fields: { x: { shape: [1], support: "real" } } },
    score: async (
      { x }: { x: Float32Array },
      { first, onProgress, ...more }: { first?: number; onProgress?: (n: number) => void },
    ) => {
      firsts.push(first);
      expect(Object.keys(more).sort()).toEqual(["importance", "seed", "signal"]); // what may go to a worker
      onProgress?.(x.length);
      return { negativeElbo: Float64Array.from(x, (v) => v + 1), nll: Float64Array.from(x) };
    },
  } as unknown as Vae;
  const source = {
    unit: "row",
    names: Array.from({ length: 1200 }, String),
    read: async (first: number, count: number) => {
      reads.push([first, count]);
      return { x: Float32Array.from({ length: count }, (_, i) => first + i) };
    },
  };
  const told: number[] = [];
  const how = { importance: 10, seed: 1n, entropy: 100, signal: new AbortController().signal };
  const scores = await scoreSource(vae, source, { ...how, onProgress: (done) => told.push(done) });
  expect(scores.nll).toEqual(Float64Array.from({ length: 1200 }, (_, i) => i));
  expect(scores.typicality?.[1199]).toBe(1099);
  expect(reads).toEqual([
    [0, 500],
    [500, 500],
    [1000, 200],
  ]);
  expect([firsts, told]).toEqual([
    [0, 500, 1000],
    [500, 1000, 1200],
  ]);
});
