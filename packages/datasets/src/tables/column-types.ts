import { type ColumnType, DataError } from "@elbo/spec";
import { z } from "zod";

/** Config field: what the columns of a table hold. */
export const typesField = z
  .union([
    z.enum(["real", "infer"]),
    z.record(
      z.string(),
      z.union([
        z.enum(["real", "positive", "count", "ordinal", "category"]),
        z.strictObject({ ordinal: z.array(z.string()).min(2).describe("its values, from the lowest on") }),
      ]),
    ),
  ])
  .default("real")
  .describe(
    "real: every column is a number; infer: each column by its cells (text, or at most two values: category; whole from 0 on: count; above 0: positive; else real); by name: what some columns hold, the others inferred",
  );

/** A column as the config names it. */
export type NamedType = ColumnType | { readonly ordinal: readonly string[] };

/** What a column holds, and the text of each value of an `ordinal` or `category`. */
export interface ColumnContent {
  readonly type: ColumnType;
  readonly values?: readonly string[];
}

/** A column of cells as text; undefined where one is missing. `lines` are their numbers in the file. */
export interface TextColumn {
  readonly name: string;
  readonly cells: readonly (string | undefined)[];
  readonly lines: readonly number[];
  readonly where: string;
}

const isNumber = (cell: string) => cell !== "" && Number.isFinite(Number(cell));
const isWhole = (cell: string) => isNumber(cell) && Number.isInteger(Number(cell)) && Number(cell) >= 0;
const fits: { readonly [K in "real" | "positive" | "count"]: (cell: string) => boolean } = {
  real: isNumber,
  positive: (cell) => isNumber(cell) && Number(cell) > 0,
  count: isWhole,
};
const wanted = { real: "a number", positive: "a number above 0", count: "a whole number, 0 or more" } as const;

/** The different cells, numbers by size, else by the alphabet. */
const valuesOf = (cells: readonly (string | undefined)[]): string[] => {
  const different = [...new Set(cells.filter((cell) => cell !== undefined))];
  const numbers = different.every(isNumber);
  return different.sort((a, b) => (numbers ? Number(a) - Number(b) : a < b ? -1 : 1));
};

/**
 * What a column holds, judged by its cells. One that has whole numbers for grades or kinds looks like a `count`: name it.
 */
export function inferType({ cells }: Pick<TextColumn, "cells">): ColumnType {
  const seen = cells.filter((cell) => cell !== undefined);
  if (!seen.every(isNumber) || new Set(seen).size <= 2) return "category";
  if (seen.every(isWhole)) return "count";
  return seen.every(fits.positive) ? "positive" : "real";
}

/**
 * A column as numbers, NaN where a cell is missing: values of an `ordinal` or `category` are counted from 0, numbers by
 * size, text by the alphabet or in the order that an `ordinal` gives.
 *
 * @throws DataError (with line and column) for a cell that does not fit, and for an `ordinal` of text without its order.
 */
export function readColumn(
  column: TextColumn,
  named: NamedType | undefined,
): ColumnContent & { readonly numbers: Float64Array } {
  const { name, cells, lines, where } = column;
  const type = typeof named === "object" ? "ordinal" : (named ?? inferType(column));
  const misfit = (at: number, expected: string, remedy: string) =>
    new DataError(`line ${lines[at]}, column "${name}" is no ${type}`, {
      where,
      expected,
      received: cells[at] === "" ? "an empty cell" : `"${cells[at]}"`,
      remedy,
    });
  if (type === "ordinal" || type === "category") {
    const values = typeof named === "object" ? named.ordinal : valuesOf(cells);
    if (named === "ordinal" && !values.every(isNumber)) {
      throw new DataError(`the order of column "${name}" is not known`, {
        where,
        expected: "numbers, or text with its order",
        received: values.slice(0, 5).join(", "),
        remedy: `Set types.${name}: { ordinal: [lowest, ..., highest] }.`,
      });
    }
    const numberOf = new Map(values.map((value, i) => [value, i]));
    const numbers = Float64Array.from(cells, (cell, at) => {
      if (cell === undefined) return Number.NaN;
      const number = numberOf.get(cell);
      if (number === undefined) throw misfit(at, values.join(", "), "Add the value to its order, or mend the cell.");
      return number;
    });
    return { type, values, numbers };
  }
  const numbers = Float64Array.from(cells, (cell, at) => {
    if (cell === undefined) return Number.NaN;
    if (fits[type](cell)) return Number(cell);
    throw misfit(
      at,
      wanted[type],
      `Set types.${name} to another type, or list the text in \`blanks\` if it means missing.`,
    );
  });
  return { type, numbers };
}
