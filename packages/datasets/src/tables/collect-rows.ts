import { DataError } from "@elbo/spec";
import { type ColumnContent, type NamedType, readColumn } from "./column-types.ts";
import { readNumber, type Table } from "./read-table.ts";

/** Which cells of a table to keep, and how. */
export interface Wanted {
  /** Places of the columns of `x`, in order. */
  readonly used: readonly number[];
  readonly labelAt?: number | undefined;
  readonly blanks: readonly string[];
  readonly missing: "error" | "mask";
  readonly where: string;
}

/** What a table holds: `values` `[row, column]` row by row, NaN where one is missing. */
export interface Collected {
  readonly values: Float64Array;
  readonly count: number;
  readonly labels: readonly string[];
  readonly contents?: readonly ColumnContent[];
}

const gap = (line: number, column: string, where: string) =>
  new DataError(`line ${line}, column "${column}" is missing a value`, {
    where,
    remedy: "Set missing: mask to train on what is there, or fill the gap.",
  });

/**
 * Reads every used cell as a number.
 *
 * @throws DataError (with line and column) for a cell that is none, and for a missing one unless they are masked.
 */
export async function collectNumbers({ names, rows }: Table, wanted: Wanted): Promise<Collected> {
  const { used, labelAt, blanks, missing, where } = wanted;
  const labels: string[] = [];
  let [values, count] = [new Float64Array(1024 * used.length), 0];
  for await (const { line, cells } of rows) {
    if (values.length < (count + 1) * used.length) {
      const longer = new Float64Array(2 * values.length);
      longer.set(values);
      values = longer;
    }
    for (const [i, at] of used.entries()) {
      const column = names[at] as string;
      const value = readNumber(cells[at] as string, { blanks, line, column, where });
      if (value === undefined && missing === "error") throw gap(line, column, where);
      values[count * used.length + i] = value ?? Number.NaN;
    }
    if (labelAt !== undefined) labels.push(cells[labelAt] as string);
    count++;
  }
  return { values: values.subarray(0, count * used.length), count, labels };
}

/**
 * Reads every used column by its own type: the one in `types`, else the one that its cells show.
 *
 * @throws DataError (with line and column) for a cell that does not fit, for a missing one unless they are masked, and for
 * types of columns that are not used.
 */
export async function collectMixed(
  { names, rows }: Table,
  types: Readonly<Record<string, NamedType>>,
  wanted: Wanted,
): Promise<Collected> {
  const { used, labelAt, blanks, missing, where } = wanted;
  const columns = used.map((at) => names[at] as string);
  for (const name of Object.keys(types)) {
    if (columns.includes(name)) continue;
    throw new DataError("types names a column that x does not have", {
      where,
      expected: columns.join(", "),
      received: name,
    });
  }
  const cells: (string | undefined)[][] = columns.map(() => []);
  const [lines, labels]: [number[], string[]] = [[], []];
  for await (const row of rows) {
    for (const [i, at] of used.entries()) {
      const cell = row.cells[at] as string;
      const blank = blanks.includes(cell);
      if (blank && missing === "error") throw gap(row.line, columns[i] as string, where);
      cells[i]?.push(blank ? undefined : cell);
    }
    if (labelAt !== undefined) labels.push(row.cells[labelAt] as string);
    lines.push(row.line);
  }
  const read = columns.map((name, i) => readColumn({ name, cells: cells[i] ?? [], lines, where }, types[name]));
  const values = new Float64Array(lines.length * columns.length);
  for (const [i, { numbers }] of read.entries()) {
    for (const [row, number] of numbers.entries()) values[row * columns.length + i] = number;
  }
  const contents = read.map(({ type, values: texts }) => ({ type, ...(texts && { values: texts }) }));
  return { values, count: lines.length, labels, contents };
}
