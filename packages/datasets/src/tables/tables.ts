/**
 * Three small tables that textbooks use: iris (Fisher 1936; 150 flowers, 4 lengths, cm), wine (Forina et al. 1988; 178
 * wines, 13 measurements) and breast cancer (Wolberg, Street, Mangasarian 1995; 569 tumours, 30 measurements of their cells).
 */
import type { DatasetSource, Definition } from "@elbo/spec";
import { z } from "zod";
import { holdOut, seedField, share } from "../splits/hold-out.ts";
import { readColumn } from "./column-types.ts";
import { hideCells, hideField } from "./hide-cells.ts";
import { type ClassedTable, knownTables } from "./known-tables.ts";
import { createTableDataset, type TableDataset } from "./table-dataset.ts";

const names = Object.keys(knownTables) as (keyof typeof knownTables)[];

export const tablesDataConfig = z.strictObject({
  kind: z.literal("tables"),
  name: z.enum(names).default("iris").describe("which table"),
  standardise: z.boolean().default(true).describe("Bring each column to mean 0 and deviation 1, by the training rows"),
  mixed: z
    .boolean()
    .default(false)
    .describe("the class as one more column of x, and each column of the type that its cells show"),
  hide: hideField,
  validation: share("validation").default(0),
  test: share("the test").default(0.2),
  seed: seedField,
});
export type TablesDataConfig = z.infer<typeof tablesDataConfig>;

const plainColumns = ({ names, rows }: ClassedTable) => ({
  names,
  values: Float64Array.from(rows.flat()),
  contents: undefined,
});

/** All columns, the class the last, each as its cells show it. */
function mixedColumns({ names, rows, classes }: ClassedTable, where: string) {
  const read = [...names, "class"].map((name, i) =>
    readColumn({ name, cells: rows.map((row, at) => String(row[i] ?? classes[at])), lines: [], where }, undefined),
  );
  return {
    names: [...names, "class"],
    values: Float64Array.from(rows.flatMap((_, row) => read.map(({ numbers }) => numbers[row] as number))),
    contents: read.map(({ type, values }) => ({ type, ...(values && { values }) })),
  };
}

/**
 * A small table: `x` `[column]` float32, `label` `[]` int32, the class; with `hide`, `x.mask` `[column]`; with `mixed`, the class is a column of x, too. Opening throws a DataError when the package that
 * holds iris is missing.
 */
export function createTablesData(config: TablesDataConfig): { open(): Promise<TableDataset> } {
  const { name, standardise, mixed, hide, validation, test, seed } = config;
  const where = `datasets/tables ${name}`;
  return {
    async open() {
      const table = await knownTables[name]();
      const { names, values, contents } = mixed ? mixedColumns(table, where) : plainColumns(table);
      return createTableDataset(name, where, {
        names,
        values: hideCells(values, names.length, { share: hide, seed }),
        ...(contents ? { contents } : {}),
        positions: holdOut(table.rows.length, { where, validation, test, seed }),
        standardise,
        masked: hide > 0,
        labels: table.classes,
      });
    },
  };
}

export const tablesData: Definition<TablesDataConfig, DatasetSource> = {
  family: "data",
  kind: "tables",
  summary: "iris, wine or breast cancer: small tables with a class (Fisher 1936 and others)",
  config: () => tablesDataConfig,
  create: createTablesData,
};
