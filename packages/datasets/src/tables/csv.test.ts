import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Split } from "@elbo/spec";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { normalStream } from "../randomness/random-stream.ts";
import { createCsvData, csvDataConfig } from "./csv.ts";
import type { TableDataset } from "./table-dataset.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "elbo-csv-"));
});
afterAll(() => rm(folder, { recursive: true }));

const open = async (content: string, more: object = {}): Promise<TableDataset> => {
  const path = join(folder, "table.csv");
  await writeFile(path, content);
  return createCsvData(csvDataConfig.parse({ kind: "csv", path, test: 1, ...more })).open();
};
const read = async (split: Split, dataset: TableDataset) => {
  const all = Int32Array.from({ length: split.length }, (_, i) => i);
  const width = dataset.columns.length;
  const into = Object.fromEntries(
    Object.keys(dataset.fields).map((name) => [name, new Float32Array(split.length * (name === "label" ? 1 : width))]),
  );
  await split.read(all, into);
  return into;
};
const lines = (...rows: string[]) => `${rows.join("\n")}\n`;

describe("csv", () => {
  it("detects a header, a table without one, quotes, blanks around cells and a byte order mark", async () => {
    const named = await open(lines('\ufeff"a, b" , c', "1, 2", "3,4", "5 ,6"));
    expect(named.columns.map(({ name }) => name)).toEqual(["a, b", "c"]);
    expect(named.splits.train.length + named.splits.test.length).toBe(3);
    const bare = await open(lines("1;2", "3;4"));
    expect(bare.columns.map(({ name }) => name)).toEqual(["1", "2"]);
    expect(bare.splits.train.length + bare.splits.test.length).toBe(2);
    expect((await open(lines("1;2", "3;4"), { delimiter: ";" })).columns.length).toBe(2);
    expect((await open(lines("1,2", "3,4", "5,6"), { header: "yes" })).columns.map(({ name }) => name)).toEqual([
      "1",
      "2",
    ]);
  });

  it("takes lines that end in several ways, and a quote within a cell for a letter; refuses what is not UTF-8", async () => {
    const mixed = await open('a,size\r\n1,5" pipe\n2,6" rod\r\n3,5" pipe\n', { types: "infer", label: "a" });
    expect(mixed.columns[0]?.values).toEqual(['5" pipe', '6" rod']);
    const path = join(folder, "latin.csv");
    await writeFile(path, Buffer.from("a,b\n1,M\xfcnchen\n", "latin1"));
    const source = createCsvData(csvDataConfig.parse({ kind: "csv", path, types: "infer" }));
    await expect(source.open()).rejects.toThrow(/line 2 is not UTF-8/);
  });

  it("reads numbers with a decimal comma", async () => {
    const { columns } = await open("a;b\n1,5;x,1\n2,5;y,2\n1,5;x,1\n", { types: "infer" });
    expect(columns[0]?.values).toEqual(["1.5", "2.5"]);
    expect(columns[1]?.values).toEqual(["x,1", "y,2"]);
    const told = await open("a;b\n1,500;1\n2,500;2\n4,000;3\n", { decimal: "," });
    expect(told.columns[0]?.mean).toBeCloseTo(8 / 3, 0);
    await expect(open("a;b\n1,500;1\n2,500;2\n")).rejects.toThrow(/column "a" holds no number.*"1,500"/);
  });

  it("standardises by the training rows alone and keeps mean and deviation", async () => {
    const next = normalStream({ seed: 1n, path: "csv" });
    const rows = Array.from({ length: 500 }, () => [1e9 + 3 * next(), 5 - 0.01 * next(), 7]);
    const text = lines("time,b,constant", ...rows.map((row) => row.join()));
    const [scaled, raw] = [await open(text, { test: 0.3 }), await open(text, { test: 0.3, standardise: false })];
    const x = (await read(scaled.splits.train, scaled)).x as Float32Array;
    for (const column of [0, 1]) {
      const values = Array.from({ length: 350 }, (_, row) => x[row * 3 + column] as number);
      const mean = values.reduce((sum, value) => sum + value, 0) / 350;
      expect(mean).toBeCloseTo(0, 5);
      expect(values.reduce((sum, value) => sum + value ** 2, 0) / 350).toBeCloseTo(1, 5);
    }
    expect(x[2]).toBe(0);
    expect(scaled.columns[2]).toEqual({ name: "constant", mean: 7, deviation: 1 });
    const [test, original] = [await read(scaled.splits.test, scaled), await read(raw.splits.test, raw)];
    const { mean, deviation } = scaled.columns[1] ?? { mean: Number.NaN, deviation: Number.NaN };
    for (let row = 0; row < 150; row++) {
      expect((test.x?.[row * 3 + 1] as number) * deviation + mean).toBeCloseTo(original.x?.[row * 3 + 1] as number, 5);
    }
  });

  it("takes the columns asked for, in that order, and a class column", async () => {
    const text = lines("id,kind,u,v", "x1,cat,1,2", "x2,dog,3,4", "x3,ant,5,6", "x4,cat,7,8");
    const dataset = await open(text, { columns: ["v", "u"], label: "kind", standardise: false });
    expect(dataset.classes).toEqual(["ant", "cat", "dog"]);
    expect(dataset.fields.label).toEqual({ shape: [], dtype: "int32", support: "category", categories: 3 });
    const { x, label } = await read(dataset.splits.train, dataset);
    for (const [row, kind] of (label ?? new Float32Array(0)).entries()) {
      const [v, u] = [x?.[2 * row], x?.[2 * row + 1]];
      expect(u).toBe((v ?? 0) - 1);
      expect(({ 2: 1, 4: 2, 6: 0, 8: 1 } as Record<number, number>)[v ?? 0]).toBe(kind);
    }
  });

  it("masks missing values when allowed: mask 0, value 0, statistics without them", async () => {
    const text = lines("a,b", "1,", "3,10", ",20", "NA,30", "2,40");
    const dataset = await open(text, { missing: "mask", blanks: ["", "NA"], test: 0 });
    expect(dataset.fields["x.mask"]).toEqual({ shape: [2], dtype: "float32", support: "binary" });
    expect(dataset.columns[0]).toEqual({ name: "a", mean: 2, deviation: Math.sqrt(2 / 3) });
    expect(dataset.columns[1]?.mean).toBe(25);
    const { x, "x.mask": mask } = await read(dataset.splits.train, dataset);
    expect([...(mask ?? [])]).toEqual([1, 0, 1, 1, 0, 1, 0, 1, 1, 1]);
    for (const [at, seen] of (mask ?? new Float32Array(0)).entries()) if (seen === 0) expect(x?.[at]).toBe(0);
  });

  it("names line and column of what is no number or missing", async () => {
    await expect(open(lines("a,b", "1,2", "3,four"))).rejects.toThrow(
      /line 3, column "b" holds no number: expected a number, got "four"/,
    );
    await expect(open(lines("a,b", "1,2", ",4"))).rejects.toThrow(
      /line 3, column "a" is missing a value.*missing: mask/,
    );
    await expect(open(lines("a,b", "1,2", "Infinity,4"))).rejects.toThrow(/line 3, column "a" holds no number/);
  });

  it("says what else is wrong with a table", async () => {
    await expect(open("")).rejects.toThrow("the table is empty");
    await expect(open(lines("a,b", "1,2", "3"))).rejects.toThrow(/Invalid Record Length.*line 3/);
    await expect(open(lines("a,b", "1,2"), { columns: ["c"] })).rejects.toThrow("expected a, b, got c");
    await expect(open(lines("a,b", "1,", "2,"), { missing: "mask" })).rejects.toThrow('column "b" has no value');
    const missing = createCsvData(csvDataConfig.parse({ kind: "csv", path: join(folder, "none.csv") }));
    await expect(missing.open()).rejects.toThrow(/none\.csv: cannot read the file/);
    await expect(createCsvData(csvDataConfig.parse({ kind: "csv", path: folder })).open()).rejects.toThrow(/folder/);
  });
});
