import type { Field } from "@elbo/spec";
import { expect, it } from "vitest";
import { countElements } from "./count-elements.ts";

const x: Field = { shape: [3, 2], dtype: "float32", support: "real" };
const number: Field = { shape: [], dtype: "int32", support: "count" };
const mask = Float32Array.of(1, 0, 1, 1, 0, 1, /* second */ 0, 0, 1, 0, 0, 0);

it("counts every element of the examples asked for, whatever padding follows", () => {
  expect(countElements({ x: new Float32Array(12) }, { x }, 2)).toBe(12);
  expect(countElements({ x: new Float32Array(12) }, { x }, 1)).toBe(6);
  expect(countElements({ x: new Float32Array(2) }, { x: { ...x, shape: [] } }, 2)).toBe(2);
});

it("leaves out what is missing and what lies beyond the length", () => {
  const lengths = Int32Array.of(2, 1);
  expect(countElements({ "x.length": lengths }, { x, "x.length": number }, 2)).toBe(2 * (2 + 1));
  expect(countElements({ "x.mask": mask }, { x, "x.mask": x }, 2)).toBe(4 + 1);
  expect(countElements({ "x.mask": mask, "x.length": lengths }, { x, "x.mask": x }, 2)).toBe(3 + 0);
});

it("adds up the fields that are described, where they are known", () => {
  const label: Field = { shape: [], dtype: "int32", support: "category", categories: 3 };
  const inputs = { "x.known": Float32Array.of(1, 0), "label.known": Float32Array.of(1, 1) };
  expect(countElements(inputs, { x, label }, 2, ["x", "label"])).toBe(6 + 2);
});
