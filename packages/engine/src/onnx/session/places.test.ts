import { zeros } from "@elbo/program";
import { expect, it } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { createGraph } from "../graph/create-graph.ts";
import { loadRuntime } from "./load-runtime.ts";
import { preparePlaces } from "./places.ts";

it("gradients go into the arena, outputs and next states into arrays of their type", async () => {
  const arena = createArena({ encoder: { w: { shape: [2, 3], init: zeros }, b: { shape: [5], init: zeros } } });
  const g = createGraph();
  const results = {
    "output:loss": g.input("a", [], "float32"),
    "output:codes": g.input("b", [4], "int32"),
    "output:mask": g.input("c", [4], "bool"),
    "gradient:encoder/b": g.input("d", [5], "float32"),
  };
  const places = preparePlaces(await loadRuntime(), results, arena);
  expect(places.bytes).toBe(4 + 16 + 4 + 20);
  expect(places.latest("output:codes")).toEqual(new Int32Array(4));
  expect(places.latest("output:mask")).toEqual(new Uint8Array(4));
  (places.latest("gradient:encoder/b") as Float32Array).fill(3);
  expect([...arena.gradients.slice(16)]).toEqual([3, 3, 3, 3, 3, ...Array(11).fill(0)]);
  expect(arena.gradients.slice(0, 16).every((g) => g === 0)).toBe(true);
  expect(Object.values(places.tensors).map(({ dims }) => dims)).toEqual([[], [4], [4], [5]]);
});
