import type { Split } from "@elbo/spec";
import { datasetChecks, describeConformance } from "@elbo/testing";
import { describe, expect, it } from "vitest";
import { normalStream, randomStream } from "../randomness/random-stream.ts";
import { temporaryFolder } from "../test-support/temporary-folder.ts";
import { createCsvData, csvDataConfig } from "./csv.ts";
import type { TableDataset } from "./table-dataset.ts";

const { write } = temporaryFolder();
const open = async (path: string, more: object = {}) =>
  createCsvData(csvDataConfig.parse({ kind: "csv", path, types: "infer", test: 0.2, ...more })).open();
const read = async (split: Split, { columns, fields }: TableDataset) => {
  const size = split.length * columns.length;
  const [x, mask] = [new Float32Array(size), new Float32Array(size)];
  const indices = Int32Array.from({ length: split.length }, (_, i) => i);
  await split.read(indices, { x, ...("x.mask" in fields && { "x.mask": mask }) });
  return { x, "x.mask": mask };
};

const [normal, bits] = [normalStream({ seed: 4n, path: "mixed" }), randomStream({ seed: 4n, path: "mixed" })];
const people = Array.from({ length: 200 }, () => [
  (20 * normal() - 3).toFixed(3),
  Math.exp(2 + 0.5 * normal()).toFixed(4),
  String(bits() % 30),
  ["low", "middle", "high"][bits() % 3],
  ["red", "green", "blue", "grey"][bits() % 4],
  ["no", "yes"][bits() % 2],
]);
const header = "balance,income,visits,grade,colour,member";
const gaps = people.map((row) => row.map((cell) => (bits() % 8 === 0 ? "" : cell)));
const whole = await write("whole.csv", [header, ...people.map((row) => row.join())].join("\n"));
const gapped = await write("gapped.csv", [header, ...gaps.map((row) => row.join())].join("\n"));
const order = { grade: { ordinal: ["low", "middle", "high"] } };

describeConformance(
  "mixed csv",
  datasetChecks(() => open(gapped, { types: order, missing: "mask" })),
);

describe("a table of mixed columns", () => {
  it("infers what each column holds, and takes what it is told", async () => {
    const inferred = await open(whole);
    expect(inferred.fields.x?.support).toBe("mixed");
    expect(inferred.fields.x?.columns?.map(({ type }) => type)).toEqual([
      "real",
      "positive",
      "count",
      "category",
      "category",
      "category",
    ]);
    const told = await open(whole, { types: { ...order, visits: "ordinal", income: "real" } });
    expect(told.fields.x?.columns?.slice(1, 4)).toEqual([
      { name: "income", type: "real" },
      { name: "visits", type: "ordinal", categories: 30 },
      { name: "grade", type: "ordinal", categories: 3 },
    ]);
    expect(told.columns[3]?.values).toEqual(["low", "middle", "high"]);
    expect(told.columns[4]?.values).toEqual(["blue", "green", "grey", "red"]);
  });

  it("gives every cell back through its column's scale and values", async () => {
    const data = await open(whole, { types: order });
    const rows = new Set(people.map((row) => row.join()));
    const { x } = await read(data.splits.train, data);
    for (let row = 0; row < data.splits.train.length; row++) {
      const cells = data.columns.map(({ mean, deviation, values }, i) => {
        const value = (x[row * 6 + i] as number) * deviation + mean;
        return values?.[value] ?? (i === 2 ? String(value) : value.toFixed(i === 0 ? 3 : 4));
      });
      expect(rows.has(cells.join()), cells.join()).toBe(true);
    }
  });

  it("scales numbers and positive numbers by the training rows, nothing else", async () => {
    const data = await open(gapped, { types: order, missing: "mask" });
    const { x, "x.mask": mask } = await read(data.splits.train, data);
    const column = (i: number) => [...x].filter((_, at) => at % 6 === i && mask[at] === 1);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(column(0))).toBeCloseTo(0, 5);
    expect(mean(column(0).map((value) => value ** 2))).toBeCloseTo(1, 5);
    expect(mean(column(1).map(Math.log))).toBeCloseTo(0, 5);
    expect(data.columns.slice(2).map(({ mean: m, deviation }) => [m, deviation])).toEqual(Array(4).fill([0, 1]));
    // What is missing reads a value inside its type, so that its log-probability is finite.
    for (const [at, seen] of mask.entries()) if (seen === 0) expect(x[at]).toBe(at % 6 === 1 ? 1 : 0);
    expect(mask.filter((seen) => seen === 0).length).toBeGreaterThan(50);
  });

  it("says which cell does not fit, and how to name an order", async () => {
    await expect(open(whole, { types: { grade: "ordinal" } })).rejects.toThrow(
      /order of column "grade" is not known.*types\.grade: \{ ordinal: \[lowest/,
    );
    await expect(open(whole, { types: { balance: "positive" } })).rejects.toThrow(
      /line \d+, column "balance" is no positive: expected a number above 0, got "-/,
    );
    await expect(open(whole, { types: { grade: { ordinal: ["low", "high"] } } })).rejects.toThrow(
      /line \d+, column "grade" is no ordinal: expected low, high, got "middle"/,
    );
    await expect(open(whole, { types: { height: "real" } })).rejects.toThrow(/expected balance, income.*got height/);
    await expect(open(gapped, { types: order })).rejects.toThrow(/is missing a value.*missing: mask/);
  });
});
