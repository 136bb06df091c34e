import type { ParamTree } from "@elbo/spec";
import { ConfigError } from "@elbo/spec";
import { expect, it } from "vitest";
import { fakeSplit } from "./fakes/fake-model.ts";
import { gatherExamples } from "./gather-examples.ts";

const fields = { x: { shape: [2], dtype: "float32", support: "real" } } as const;
const init = (shape: readonly number[]) => new Float32Array(shape.reduce((a, b) => a * b, 1));
const tree = (count: number, field = "x"): ParamTree => ({
  prior: { plain: { shape: [1], init }, pseudo: { shape: [count, 2], init, examples: { field, count } } },
});

it("reads distinct training examples for the parameters that ask for them", async () => {
  const split = fakeSplit(50);
  const all = new Float32Array(100);
  await split.read(
    Int32Array.from({ length: 50 }, (_, i) => i),
    { x: all },
  );
  const found = await gatherExamples(tree(20), split, fields, 3n);
  expect(Object.keys(found)).toEqual(["prior/pseudo"]);
  const pairs = (values: Float32Array) =>
    Array.from({ length: values.length / 2 }, (_, i) => values.slice(2 * i, 2 * i + 2).join());
  const drawn = pairs(found["prior/pseudo"] as Float32Array);
  expect(new Set(drawn).size).toBe(20);
  expect(drawn.every((pair) => pairs(all).includes(pair))).toBe(true);
  expect(await gatherExamples(tree(20), split, fields, 3n)).toEqual(found);
  expect(await gatherExamples(tree(20), split, fields, 4n)).not.toEqual(found);
});

it("gives parameters of one draw the same examples in the same order, and others their own", async () => {
  const of = (draw?: string) => ({ shape: [9, 2], init, examples: { field: "x", count: 9, ...(draw && { draw }) } });
  const found = await gatherExamples({ a: of("one"), b: of("one"), c: of() }, fakeSplit(50), fields, 3n);
  expect(found.b).toEqual(found.a);
  expect(found.c).not.toEqual(found.a);
});

it("refuses unknown fields", async () => {
  await expect(gatherExamples(tree(5, "y"), fakeSplit(50), fields, 0n)).rejects.toThrow(ConfigError);
});
