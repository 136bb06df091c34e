import type { Dataset, TypedColumn } from "@elbo/spec";
import { expect, it } from "vitest";
import { rejections } from "./check.ts";
import { datasetChecks } from "./dataset-checks.ts";

const columns: readonly TypedColumn[] = [
  { name: "height", type: "positive" },
  { name: "visits", type: "count" },
  { name: "grade", type: "ordinal", categories: 3 },
  { name: "change", type: "real" },
];

/** A table that shows one row, again and again. */
const table = (row: readonly number[]): Dataset => {
  const split: Dataset["splits"]["train"] = {
    length: 4,
    async read(indices, { x }) {
      for (const [slot, index] of indices.entries()) {
        if (index < 0 || index >= 4) throw new RangeError("no such example");
        x?.set(row, slot * row.length);
      }
    },
  };
  const fields = { x: { shape: [row.length], dtype: "float32", support: "mixed", columns } } as const;
  return { name: "table", fields, splits: { train: split, test: split } };
};
const faults = (row: readonly number[]) => rejections(datasetChecks(async () => table(row)));

it("takes mixed columns whose cells are what they say, and no others", async () => {
  expect(await faults([1.5, 4, 2, -1])).toEqual([]);
  for (const row of [
    [0, 4, 2, -1],
    [1.5, -4, 2, -1],
    [1.5, 0.5, 2, -1],
    [1.5, 4, 3, -1],
    [1.5, 4, 2, Number.NaN],
  ]) {
    expect(await faults(row)).toEqual(["holds values of the support that each field states"]);
  }
});
