import type { Column, Decimal } from "@elbo/datasets";
import { type ColumnType, DataError } from "@elbo/spec";
import { cellValue } from "../csv/cell-text.ts";
import type { RawRow } from "../csv/scan-rows.ts";

/** Rows as the model reads them, `[row, column]`. */
export interface EncodedRows {
  readonly x: Float32Array;
  /** 1 where observed. */
  readonly mask: Float32Array;
}

/** A row's cells as text, undefined where one is missing, by the model's columns. */
export interface TextRow {
  readonly line: number;
  readonly cells: readonly (string | undefined)[];
}

/** What a model reads of a row: the cells at some places, undefined where one says that nothing is known. */
export const textOf = (
  row: RawRow,
  places: readonly number[],
  { blanks, decimal }: { readonly blanks: readonly string[]; readonly decimal: Decimal },
): TextRow => ({
  line: row.line,
  cells: places.map((at) => {
    const text = cellValue(row, row.cells[at] as RawRow["cells"][number], decimal);
    return blanks.includes(text) ? undefined : text;
  }),
});

/** The first of many kinds. */
const some = (values: readonly string[]): string =>
  values.length > 20 ? `${values.slice(0, 20).join(", ")} and ${values.length - 20} more` : values.join(", ");

/** What a column of numbers may hold. */
const fits: Partial<
  Readonly<Record<ColumnType, { readonly holds: (value: number) => boolean; readonly wanted: string }>>
> = {
  positive: { holds: (value) => value > 0, wanted: "a number above 0" },
  count: { holds: (value) => value >= 0 && Number.isInteger(value), wanted: "a whole number, 0 or more" },
};

/** The value of a missing cell, inside its column's type. */
const emptyOf = ({ type }: Column): number => (type === "positive" ? 1 : 0);

/**
 * Text as the numbers that the model was trained on: standardised, or the place of a kind among its column's values.
 *
 * @throws DataError (with line and column) for text where a number is wanted, a number that the column's type cannot be, and a
 *   kind that the model has not seen.
 */
export function encodeRows(rows: readonly TextRow[], columns: readonly Column[], where: string): EncodedRows {
  const width = columns.length;
  const [x, mask] = [new Float32Array(rows.length * width), new Float32Array(rows.length * width)];
  for (const [row, { cells, line }] of rows.entries()) {
    for (const [i, column] of columns.entries()) {
      const cell = cells[i];
      const at = row * width + i;
      if (cell === undefined) {
        x[at] = emptyOf(column);
        continue;
      }
      const { values, mean, deviation, name, type = "real" } = column;
      const number = values ? values.indexOf(cell) : cell === "" ? Number.NaN : Number(cell);
      const own = values ? undefined : fits[type];
      if (!Number.isFinite(number) || (values && number < 0) || own?.holds(number) === false) {
        throw new DataError(`line ${line}, column "${name}": the model does not know this value`, {
          where,
          expected: values ? some(values) : (own?.wanted ?? "a number"),
          received: `"${cell}"`,
          remedy: "Mend the cell, list the text in --blanks if it means missing, or train anew.",
        });
      }
      x[at] = (number - mean) / deviation;
      mask[at] = 1;
    }
  }
  return { x, mask };
}

/** A number of the model in the column's own units: a number, or the place of a kind. */
export const ownUnits = (value: number, { mean, deviation }: Pick<Column, "mean" | "deviation">): number =>
  value * deviation + mean;
