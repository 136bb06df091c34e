import type { Split } from "@elbo/spec";
import { configChecks, datasetChecks, describeConformance } from "@elbo/testing";
import { describe, expect, it } from "vitest";
import { createTablesData, tablesData, tablesDataConfig } from "./tables.ts";

const open = (more: object = {}) => createTablesData(tablesDataConfig.parse({ kind: "tables", ...more })).open();

describeConformance("tables", [...configChecks(tablesData, {}), ...datasetChecks(() => open({ validation: 10 }))]);

/** Rows, columns, rows of each class, and mean and deviation of columns, as scikit-learn 1.9 has them. */
const published = {
  iris: {
    size: [150, 4],
    classes: { setosa: 50, versicolor: 50, virginica: 50 },
    mean: { "sepal length": 5.843333, "petal width": 1.199333 },
    deviation: { "sepal length": 0.825301, "petal width": 0.759693 },
  },
  wine: {
    size: [178, 13],
    classes: { "cultivar 1": 59, "cultivar 2": 71, "cultivar 3": 48 },
    mean: { alcohol: 13.000618, magnesium: 99.741573, proline: 746.893258 },
    deviation: { alcohol: 0.809543, magnesium: 14.242308, proline: 314.021657 },
  },
  "breast-cancer": {
    size: [569, 30],
    classes: { benign: 357, malignant: 212 },
    mean: { "mean radius": 14.127292, "area error": 40.337079, "worst fractal dimension": 0.083946 },
    deviation: { "mean radius": 3.520951, "area error": 45.451013, "worst fractal dimension": 0.018045 },
  },
} as const;

describe.each(Object.entries(published))("tables: %s", (name, { size, classes, mean, deviation }) => {
  it("is the published table, split by seed", async () => {
    const data = await open({ name, standardise: false, test: 0.2 });
    const [rows, width] = size;
    const read = async (split: Split) => {
      const into = { x: new Float32Array(split.length * width), label: new Int32Array(split.length) };
      const all = Int32Array.from({ length: split.length }, (_, i) => i);
      await split.read(all, into);
      return into;
    };
    const sides = [await read(data.splits.train), await read(data.splits.test)];
    const labels = sides.flatMap(({ label }) => [...label]);
    const x = sides.flatMap(({ x: numbers }) => [...numbers]);
    expect([labels.length, data.columns.length]).toEqual(size);
    expect(data.splits.test.length).toBe(Math.round(0.2 * rows));
    const counts = Object.fromEntries(
      (data.classes ?? []).map((text, i) => [text, labels.filter((label) => label === i).length]),
    );
    expect(counts).toEqual(classes);
    for (const [column, expected] of Object.entries(mean)) {
      const at = data.columns.findIndex((one) => one.name === column);
      const values = x.filter((_, i) => i % width === at);
      const found = values.reduce((sum, value) => sum + value, 0) / rows;
      expect(Math.abs(found / expected - 1), column).toBeLessThan(1e-5);
      const squares = values.reduce((sum, value) => sum + (value - found) ** 2, 0) / rows;
      const spread = (deviation as Record<string, number>)[column] as number;
      expect(Math.abs(Math.sqrt(squares) / spread - 1), column).toBeLessThan(2e-4);
    }
  });
});

it("hides cells from what it shows, and has mixed columns with the class among them", async () => {
  const hidden = await open({ name: "wine", hide: 0.5, test: 0 });
  const size = 178 * 13;
  const into = { x: new Float32Array(size), "x.mask": new Float32Array(size) };
  await hidden.splits.train.read(
    Int32Array.from({ length: 178 }, (_, i) => i),
    into,
  );
  const share = into["x.mask"].reduce((sum, seen) => sum + seen, 0) / size;
  expect(Math.abs(share - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / size));
  expect(into.x.every((value, at) => into["x.mask"][at] === 1 || value === 0)).toBe(true);
  const mixed = await open({ name: "iris", mixed: true });
  expect(mixed.fields.x?.columns?.map(({ type }) => type)).toEqual([...Array(4).fill("positive"), "category"]);
  expect(mixed.columns.at(-1)?.values).toEqual(["setosa", "versicolor", "virginica"]);
});
