import { stat } from "node:fs/promises";
import { type Column, type Decimal, findDecimal, findDelimiter, type NamedType, pointed } from "@elbo/datasets";
import { DataError } from "@elbo/spec";
import { cellText, cellValue, isQuoted } from "../csv/cell-text.ts";
import { type RawRow, scanRows } from "../csv/scan-rows.ts";
import { type ColumnContent, createColumnWatch } from "./watch-column.ts";

/** How to read a table. */
export interface TableOptions {
  /** What stands between cells; default tab, semicolon, bar or comma, whichever cuts the first lines alike. */
  readonly delimiter?: string;
  /** What stands before a number's decimals; default a comma where numbers have one and none has a point. */
  readonly decimal?: Decimal;
  /** Whether the first line holds names; default auto: when one of its cells is neither a number nor missing. */
  readonly header?: "auto" | "yes" | "no";
  /** Cells that mean a missing value; default `usualBlanks`. */
  readonly blanks?: readonly string[];
  /** What columns hold, where their cells do not show it. */
  readonly types?: Readonly<Record<string, NamedType>>;
  /** Columns that stay out of the model, gaps and all. */
  readonly leave?: readonly string[];
  /** Columns of a model that exists: they hold what they held for it, the others stay out. */
  readonly known?: readonly Pick<Column, "name" | "type">[];
}

/** What a missing value is often written as. */
export const usualBlanks = ["", "NA", "N/A", "n/a", "na", "NaN", "nan", "NULL", "null", "None", "?"] as const;

/** A column as its cells show it. */
export interface ColumnProfile extends ColumnContent {
  readonly name: string;
  /** Place in the file, from 0. */
  readonly at: number;
  readonly missing: number;
}

/** A table as its cells show it. */
export interface TableProfile {
  readonly path: string;
  readonly delimiter: string;
  readonly decimal: Decimal;
  readonly header: boolean;
  readonly blanks: readonly string[];
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
}

const isNumber = (cell: string) => cell !== "" && Number.isFinite(Number(cell));

/** The rows of a table that hold examples: not its names, not empty lines. */
export async function* dataRows({ path, delimiter, header }: Pick<TableProfile, "path" | "delimiter" | "header">) {
  let named = !header;
  for await (const row of scanRows(path, delimiter)) {
    const example: boolean = named && row.cells.length > 0;
    if (row.cells.length > 0) named = true;
    yield { row, example };
  }
}

/**
 * Reads a table once, as a stream, and tells what each column holds.
 *
 * @throws DataError for a file that is missing or empty, rows of unequal length (with the line), names that are not
 * there or stand twice, and columns that a model cannot be made of.
 */
export async function profileTable(path: string, options: TableOptions = {}): Promise<TableProfile> {
  const where = path;
  const about = await stat(path).catch((cause: unknown) => {
    throw new DataError("cannot read the file", { where, remedy: "Check the path.", cause });
  });
  if (about.isDirectory()) {
    throw new DataError("this is a folder", { where, expected: "a file", remedy: "Check the path." });
  }
  const delimiter = options.delimiter ?? (await findDelimiter(path));
  const decimal = options.decimal ?? (await findDecimal(path, delimiter));
  const blanks = options.blanks ?? usualBlanks;
  let names: readonly string[] | undefined;
  let header = false;
  let rows = 0;
  let watches: ReturnType<typeof createColumnWatch>[] = [];
  const begin = (row: RawRow) => {
    const cells = row.cells.map((span) => cellText(row, span));
    const holdsText = cells.some((cell) => !isNumber(pointed(cell, decimal)) && !blanks.includes(cell));
    header = options.header === "yes" || (options.header !== "no" && holdsText);
    names = header ? cells.map((cell) => pointed(cell, decimal)) : cells.map((_, i) => String(i + 1));
    watches = names.map((name) => createColumnWatch(name, where));
    checkNames(names, options, where);
    return header;
  };
  for await (const row of scanRows(path, delimiter)) {
    if (row.cells.length === 0) continue;
    if (!names && begin(row)) continue;
    const width = watches.length;
    if (row.cells.length !== width) {
      throw new DataError(`line ${row.line} does not have as many cells as the first`, {
        where,
        expected: `${width} cells`,
        received: `${row.cells.length}`,
        remedy: "Mend that line, or say what stands between cells with --delimiter.",
      });
    }
    rows++;
    for (const [i, watch] of watches.entries()) {
      const span = row.cells[i] as RawRow["cells"][number];
      const text = cellValue(row, span, decimal);
      watch.see(blanks.includes(text) ? undefined : text, { line: row.line, quoted: isQuoted(row, span) });
    }
  }
  if (!names || rows === 0) {
    const problem = names ? "the table has names, and no row below them" : "the table is empty";
    throw new DataError(problem, { where, remedy: "Put one example on each line." });
  }
  const how = (name: string) => {
    const known = options.known?.find((column) => column.name === name);
    if (options.known) return known ? { named: known.type ?? "real", known: true } : { left: "not in the model" };
    return { named: options.types?.[name], ...(options.leave?.includes(name) ? { left: "as asked" } : {}) };
  };
  const columns = names.map((name, at): ColumnProfile => {
    const watch = watches[at] as (typeof watches)[number];
    return { name, at, missing: watch.missing, ...watch.content(how(name)) };
  });
  return { path, delimiter, decimal, header, blanks, rows, columns };
}

function checkNames(names: readonly string[], { types = {}, leave = [] }: TableOptions, where: string): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new DataError("two columns have one name", { where, received: twice, remedy: "Rename one of them." });
  }
  const unknown = [...Object.keys(types), ...leave].find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new DataError("no such column", { where, expected: names.join(", "), received: unknown });
  }
}
