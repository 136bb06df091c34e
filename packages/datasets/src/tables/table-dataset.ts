import { DataError, type Dataset, type Field, type Named } from "@elbo/spec";
import { checkedSplit, positionsOf } from "../splits/checked-split.ts";
import type { Positions } from "../splits/hold-out.ts";
import { type ColumnScale, columnScale } from "./standardise.ts";

/** One column of `x`: original value = x * deviation + mean. */
export interface Column extends ColumnScale {
  readonly name: string;
}

/** A table as a data set. */
export interface TableDataset extends Dataset {
  readonly columns: readonly Column[];
  /** Text of each class that `label` counts. */
  readonly classes?: readonly string[];
}

/** A table in memory. */
export interface NumberTable {
  readonly names: readonly string[];
  /** `[row, column]` row by row, NaN where a value is missing. */
  readonly values: Float64Array;
  readonly positions: Positions;
  readonly standardise: boolean;
  /** True: fields get `x.mask`. */
  readonly masked: boolean;
  /** Text of each row's class. */
  readonly labels?: readonly string[] | undefined;
}

/**
 * Numbers as a data set: `x` `[column]` float32, `x.mask` `[column]` (1 = observed; a missing value reads 0) and
 * `label` `[]` int32. Columns are brought to mean 0 and deviation 1 by the statistics of the training rows.
 *
 * @throws DataError for a column without any training value.
 */
export function createTableDataset(name: string, where: string, table: NumberTable): TableDataset {
  const { names, values, positions, labels } = table;
  const width = names.length;
  const columns = names.map((column, i): Column => {
    const scale = columnScale(values, { width, column: i, rows: positions.train });
    if (!scale) {
      throw new DataError(`column "${column}" has no value in any training row`, {
        where,
        remedy: "Leave it out with `columns`.",
      });
    }
    return { name: column, ...(table.standardise ? scale : { mean: 0, deviation: 1 }) };
  });
  const numbers = new Float32Array(values.length);
  const observed = table.masked ? new Uint8Array(values.length) : undefined;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (Number.isNaN(value)) continue;
    const { mean, deviation } = columns[at % width] as Column;
    numbers[at] = (value - mean) / deviation;
    if (observed) observed[at] = 1;
  }
  const classes = labels && [...new Set(labels)].sort((a, b) => (a < b ? -1 : 1));
  const numberOf = new Map(classes?.map((text, i) => [text, i]));
  const classOf = labels && Int32Array.from(labels, (text) => numberOf.get(text) as number);
  const fields: Named<Field> = {
    x: { shape: [width], dtype: "float32", support: "real" },
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
    ...(classes && { classes }),
    splits: {
      train: split(positions.train),
      ...(positions.validation.length > 0 && { validation: split(positions.validation) }),
      test: split(positions.test),
    },
  };
}
