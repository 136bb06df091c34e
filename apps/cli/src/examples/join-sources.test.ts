import { expect, it } from "vitest";
import type { ExampleSource } from "./example-source.ts";
import { joinSources } from "./join-sources.ts";

const source = (unit: string, names: readonly string[], from: number): ExampleSource => ({
  unit,
  names,
  read: async (first, count) => ({
    x: Float32Array.from({ length: 2 * count }, (_, i) => from + first + Math.floor(i / 2)),
    "x.length": Int32Array.from({ length: count }, () => 2),
  }),
});

it("reads across sources in order, whatever part is asked for", async () => {
  const all = joinSources(["a", "b"], [source("file", ["1", "2"], 10), source("file", ["1", "2", "3"], 20)]);
  expect(all.names).toEqual(["a/1", "a/2", "b/1", "b/2", "b/3"]);
  expect(await all.read(1, 3)).toEqual({
    x: Float32Array.of(11, 11, 20, 20, 21, 21),
    "x.length": Int32Array.of(2, 2, 2),
  });
});

it("calls pictures what the person called them, and rows by their file where there are several", () => {
  expect(joinSources(["photos/me.png"], [source("file", ["me.png"], 0)]).names).toEqual(["photos/me.png"]);
  expect(joinSources(["photos/"], [source("file", ["me.png"], 0)]).names).toEqual(["me.png"]);
  expect(joinSources(["a.csv"], [source("row", ["line 2"], 0)]).names).toEqual(["line 2"]);
  const two = joinSources(["a.csv", "b.csv"], [source("row", ["line 2"], 0), source("row", ["line 2"], 0)]);
  expect(two.names).toEqual(["a.csv, line 2", "b.csv, line 2"]);
});
