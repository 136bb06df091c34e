import type { Column } from "@elbo/datasets";
import { expect, it } from "vitest";
import { encodeRows } from "./encode-rows.ts";

const columns: readonly Column[] = [
  { name: "size", type: "real", mean: 10, deviation: 2 },
  { name: "income", type: "positive", mean: 0, deviation: 4 },
  { name: "rooms", type: "count", mean: 0, deviation: 1 },
  { name: "kind", type: "category", mean: 0, deviation: 1, values: ["flat", "house"] },
];
const encode = (...cells: (string | undefined)[]) => encodeRows([{ line: 7, cells }], columns, "table.csv");

it("gives numbers as the model was trained on them", () => {
  expect(encode("14", "2", "3", "house")).toEqual({
    x: Float32Array.of(2, 0.5, 3, 1),
    mask: Float32Array.of(1, 1, 1, 1),
  });
  expect(encode(undefined, undefined, undefined, undefined)).toEqual({
    x: Float32Array.of(0, 1, 0, 0),
    mask: new Float32Array(4),
  });
});

it("refuses what a column cannot hold, of which a likelihood would make something that is no number", () => {
  expect(() => encode("1", "0", "3", "flat")).toThrow(/line 7, column "income".*a number above 0, got "0"/);
  expect(() => encode("1", "-5", "3", "flat")).toThrow(/column "income"/);
  expect(() => encode("1", "1", "-3", "flat")).toThrow(/column "rooms".*a whole number, 0 or more, got "-3"/);
  expect(() => encode("1", "1", "3.5", "flat")).toThrow(/column "rooms"/);
  expect(() => encode("1", "1", "3", "tent")).toThrow(/column "kind".*flat, house, got "tent"/);
  expect(() => encode("x", "1", "3", "flat")).toThrow(/column "size".*a number, got "x"/);
});
