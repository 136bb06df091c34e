/** Your own table in a file of comma-separated values, one example a line: numbers, or columns of different types. */
import { DataError, type DatasetSource, type Definition } from "@elbo/spec";
import { z } from "zod";
import { holdOut, seedField, share } from "../splits/hold-out.ts";
import { collectMixed, collectNumbers } from "./collect-rows.ts";
import { typesField } from "./column-types.ts";
import { hideCells, hideField } from "./hide-cells.ts";
import { openTable } from "./read-table.ts";
import { createTableDataset, type TableDataset } from "./table-dataset.ts";

export const csvDataConfig = z.strictObject({
  kind: z.literal("csv"),
  path: z.string().describe("Table, one example a line"),
  delimiter: z
    .string()
    .min(1)
    .default("auto")
    .describe("What stands between cells; auto: tab, semicolon, bar or comma, whichever cuts the first lines alike"),
  decimal: z
    .enum(["auto", ".", ","])
    .default("auto")
    .describe(
      "What stands before a number's decimals; auto: a comma where numbers of the first lines have one and none has a point",
    ),
  header: z
    .enum(["auto", "yes", "no"])
    .default("auto")
    .describe("Whether the first line holds names; auto: when one of its cells is no number"),
  columns: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Columns of `x`, by name, or "1", "2", ... without a header; default: all but `label`'),
  types: typesField,
  label: z.string().optional().describe("Column with the class of each example, text or number"),
  standardise: z
    .boolean()
    .default(true)
    .describe(
      "Bring each column of numbers to mean 0 and deviation 1 (positive: to geometric mean 1), by the training rows",
    ),
  missing: z.enum(["error", "mask"]).default("error").describe("mask: missing values get x.mask 0 and read 0"),
  blanks: z.array(z.string()).default([""]).describe("Cells that mean a missing value"),
  hide: hideField,
  validation: share("validation").default(0),
  test: share("the test").default(0.1),
  seed: seedField,
});
export type CsvDataConfig = z.infer<typeof csvDataConfig>;

const findColumn = (names: readonly string[], name: string, where: string) => {
  const at = names.indexOf(name);
  if (at >= 0) return at;
  throw new DataError("no such column", { where, expected: names.join(", "), received: name });
};

/** A table: `x` `[column]` float32, real or mixed by `types`; with `missing: mask` or `hide`, `x.mask` `[column]`; with `label`, `label` `[]` int32. */
export function createCsvData(config: CsvDataConfig): { open(): Promise<TableDataset> } {
  const { path, types, blanks, missing, standardise, hide, validation, test, seed } = config;
  const where = `datasets/csv ${path}`;
  return {
    async open() {
      const table = await openTable(path, config);
      const { names } = table;
      const labelAt = config.label === undefined ? undefined : findColumn(names, config.label, where);
      const chosen = config.columns?.map((name) => findColumn(names, name, where)) ?? [...names.keys()];
      const used = config.columns ? chosen : chosen.filter((at) => at !== labelAt);
      const wanted = { used, labelAt, blanks, missing, where };
      const { values, count, labels, contents } = await (types === "real"
        ? collectNumbers(table, wanted)
        : collectMixed(table, types === "infer" ? {} : types, wanted));
      return createTableDataset("csv", where, {
        names: used.map((at) => names[at] as string),
        values: hideCells(values, used.length, { share: hide, seed }),
        contents,
        positions: holdOut(count, { where, validation, test, seed }),
        standardise,
        masked: missing === "mask" || hide > 0,
        labels: labelAt === undefined ? undefined : labels,
      });
    },
  };
}

export const csvData: Definition<CsvDataConfig, DatasetSource> = {
  family: "data",
  kind: "csv",
  summary: "your own table of numbers or of mixed columns, with gaps if need be",
  config: () => csvDataConfig,
  create: createCsvData,
};
