import { expect, it } from "vitest";
import { fakeArena } from "../checkpoints/fakes/fake-arena.ts";
import { averageDecay, startAverage, swapAverage } from "./weight-average.ts";

it("forgets first values quickly, then keeps the chosen decay", () => {
  expect([0, 8, 1e6].map((n) => averageDecay(0.99, n))).toEqual([0.1, 0.5, 0.99]);
});

it("starts at the values and swaps there and back, state aside", () => {
  const arena = fakeArena(["average"], 1);
  const before = arena.values.slice();
  startAverage(arena);
  expect([...(arena.slots.average ?? [])]).toEqual([...before.subarray(0, 4)]);
  arena.slots.average?.fill(-0);
  swapAverage(arena);
  expect([...arena.values]).toEqual([-0, -0, -0, -0, ...before.subarray(4)]);
  swapAverage(arena);
  expect(arena.values).toEqual(before);
  expect([...(arena.slots.average ?? [])]).toEqual([-0, -0, -0, -0]);
});

it("does nothing without an average", () => {
  const arena = fakeArena([], 1);
  const before = arena.values.slice();
  startAverage(arena);
  swapAverage(arena);
  expect(arena.values).toEqual(before);
});
