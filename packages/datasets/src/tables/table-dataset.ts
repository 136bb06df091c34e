import { createHash } from "node:crypto";
import { DataError, type Dataset, type Field, type Named, type TypedColumn } from "@elbo/spec";
import { checkedSplit, positionsOf } from "../splits/checked-split.ts";
import type { Positions } from "../splits/hold-out.ts";
import type { ColumnContent } from "./column-types.ts";
import { type ColumnScale, columnScale, geometricMean } from "./standardise.ts";

/** One column of `x`: original value = x * deviation + mean. */
export interface Column extends ColumnScale, Partial<ColumnContent> {
  readonly name: string;
}

/** A table as a data set. */
export interface TableDataset extends Dataset {
  readonly columns: readonly Column[];
  /** Text of each class that `label` counts. */
  readonly classes?: readonly string[];
}

/** A table in memory. `contents` make it one of mixed columns. */
export interface NumberTable {
  readonly names: readonly string[];
  /** `[row, column]` row by row, NaN where a value is missing. */
  readonly values: Float64Array;
  readonly positions: Positions;
  /** What each column holds; default: numbers of any kind. */
  readonly contents?: readonly ColumnContent[] | undefined;
  readonly standardise: boolean;
  /** True: fields get `x.mask`. */
  readonly masked: boolean;
  /** Text of each row's class. */
  readonly labels?: readonly string[] | undefined;
}

const same: ColumnScale = { mean: 0, deviation: 1 };

/** The scale of a column by what it holds; undefined when every training value is missing. */
const scaleOf = (
  values: Float64Array,
  at: { readonly width: number; readonly column: number; readonly rows: Int32Array },
  type: ColumnContent["type"],
): ColumnScale | undefined => {
  const numbers = columnScale(values, at);
  if (type === "real" || !numbers) return numbers;
  return type === "positive" ? { mean: 0, deviation: geometricMean(values, at) } : same;
};

/** Of the columns' scales and kinds, and of all cells. */
const fingerprintOf = (columns: readonly Column[], values: Float64Array): string =>
  createHash("sha256").update(JSON.stringify(columns)).update(values).digest("hex");

/** The field that mixed columns make. */
const mixedField = (columns: readonly Column[]): Field => ({
  shape: [columns.length],
  dtype: "float32",
  support: "mixed",
  columns: columns.map(
    ({ name, type = "real", values }): TypedColumn => ({
      name,
      type,
      ...(values && { categories: values.length }),
    }),
  ),
});

/**
 * Numbers as a data set: `x` `[column]` float32, `x.mask` `[column]` (1 = observed; a missing value reads 0, or 1 in a
 * column of positive numbers) and `label` `[]` int32. By the statistics of the training rows, columns of numbers are brought
 * to mean 0 and deviation 1, positive ones to geometric mean 1; counts, ordinals and categories stay what they are.
 *
 * @throws DataError for a column without any training value.
 */
export function createTableDataset(name: string, where: string, table: NumberTable): TableDataset {
  const { names, values, positions, labels, contents } = table;
  const width = names.length;
  const columns = names.map((column, i): Column => {
    const content = contents?.[i];
    const scale = scaleOf(values, { width, column: i, rows: positions.train }, content?.type ?? "real");
    if (!scale) {
      throw new DataError(`column "${column}" has no value in any training row`, {
        where,
        remedy: "Leave it out with `columns`.",
      });
    }
    return { name: column, ...(table.standardise ? scale : same), ...content };
  });
  const numbers = new Float32Array(values.length);
  const observed = table.masked ? new Uint8Array(values.length) : undefined;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    const { mean, deviation, type } = columns[at % width] as Column;
    if (Number.isNaN(value)) numbers[at] = type === "positive" ? 1 : 0;
    else {
      numbers[at] = (value - mean) / deviation;
      if (observed) observed[at] = 1;
    }
  }
  const classes = labels && [...new Set(labels)].sort((a, b) => (a < b ? -1 : 1));
  const numberOf = new Map(classes?.map((text, i) => [text, i]));
  const classOf = labels && Int32Array.from(labels, (text) => numberOf.get(text) as number);
  const fields: Named<Field> = {
    x: contents ? mixedField(columns) : { shape: [width], dtype: "float32", support: "real" },
    ...(observed && { "x.mask": { shape: [width], dtype: "float32", support: "binary" } }),
    ...(classes && { label: { shape: [], dtype: "int32", support: "category", categories: classes.length } }),
  };
  const split = (at: Int32Array) =>
    checkedSplit(where, fields, at.length, (indices, into) => {
      const { x, label, "x.mask": mask } = into;
      for (const [slot, row] of positionsOf(indices, at).entries()) {
        x?.set(numbers.subarray(row * width, (row + 1) * width), slot * width);
        if (observed) mask?.set(observed.subarray(row * width, (row + 1) * width), slot * width);
        if (label && classOf) label[slot] = classOf[row] as number;
      }
    });
  return {
    name,
    fields,
    columns,
    fingerprint: fingerprintOf(columns, values),
    ...(classes && { classes }),
    splits: {
      train: split(positions.train),
      ...(positions.validation.length > 0 && { validation: split(positions.validation) }),
      test: split(positions.test),
    },
  };
}
