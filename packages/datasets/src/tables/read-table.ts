import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { DataError } from "@elbo/spec";
import { CsvError, type Info, parse } from "csv-parse";
import { cutting } from "./cutting.ts";
import { type Decimal, findDecimal, pointed } from "./find-decimal.ts";
import { findDelimiter } from "./find-delimiter.ts";

/** One line of a table, with its number in the file. */
interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A table as text: column names and rows. */
export interface Table {
  readonly names: readonly string[];
  readonly rows: AsyncIterable<Row>;
}

const isNumber = (cell: string) => cell !== "" && Number.isFinite(Number(cell));

const notUtf8 = (line: number, where: string) =>
  new DataError(`line ${line} is not UTF-8`, {
    where,
    expected: "UTF-8",
    remedy: "Save the table as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8 TABLE > NEW.",
  });

async function* readRows(
  path: string,
  { delimiter, decimal, where }: { readonly delimiter: string; readonly decimal: Decimal; readonly where: string },
): AsyncGenerator<Row> {
  const source = createReadStream(path);
  const parser = parse({ ...cutting, delimiter, trim: true, info: true });
  source.on("error", (error) => parser.destroy(error));
  try {
    for await (const { record, info } of source.pipe(parser) as AsyncIterable<{ record: string[]; info: Info }>) {
      // What a decoder writes in place of bytes that are no UTF-8.
      if (record.some((cell) => cell.includes("\ufffd"))) throw notUtf8(info.lines, where);
      yield { line: info.lines, cells: decimal === "." ? record : record.map((cell) => pointed(cell, decimal)) };
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new DataError(cause.message, { where, remedy: "Mend that line, or set `delimiter`.", cause });
  } finally {
    source.destroy();
  }
}

/**
 * Opens a table of separated values, read as a stream. `delimiter` "auto": tab, semicolon, bar or comma, whichever cuts the
 * first lines alike. `decimal` "auto": a comma where numbers have one and none has a point; numbers come with a point. `header` "auto": the first line holds names when one of its
 * cells is neither a number nor one of `blanks`. Without names the columns are called "1", "2", ...
 *
 * @throws DataError when the file is missing, empty, not UTF-8, or has lines of unequal length (with the line).
 */
export async function openTable(
  path: string,
  options: {
    readonly delimiter: string;
    readonly decimal: "auto" | Decimal;
    readonly header: "auto" | "yes" | "no";
    readonly blanks: readonly string[];
  },
): Promise<Table> {
  const where = `datasets/csv ${path}`;
  const about = await stat(path).catch((cause: unknown) => {
    throw new DataError("cannot read the file", { where, remedy: "Check the path.", cause });
  });
  if (about.isDirectory())
    throw new DataError("this is a folder", { where, expected: "a file", remedy: "Check the path." });
  const delimiter = options.delimiter === "auto" ? await findDelimiter(path) : options.delimiter;
  const decimal = options.decimal === "auto" ? await findDecimal(path, delimiter) : options.decimal;
  const iterator = readRows(path, { delimiter, decimal, where });
  const first = await iterator.next();
  if (first.done) throw new DataError("the table is empty", { where, remedy: "Put one example on each line." });
  const { cells } = first.value;
  const named =
    options.header === "yes" ||
    (options.header === "auto" && cells.some((cell) => !isNumber(cell) && !options.blanks.includes(cell)));
  async function* rows() {
    if (!named) yield first.value as Row;
    yield* iterator;
  }
  return { names: named ? cells : cells.map((_, i) => String(i + 1)), rows: rows() };
}

/**
 * The number in a cell; undefined for a blank.
 *
 * @throws DataError that names line and column.
 */
export function readNumber(
  cell: string,
  { blanks, line, column, where }: { blanks: readonly string[]; line: number; column: string; where: string },
): number | undefined {
  if (blanks.includes(cell)) return undefined;
  if (isNumber(cell)) return Number(cell);
  throw new DataError(`line ${line}, column "${column}" holds no number`, {
    where,
    expected: "a number",
    received: cell === "" ? "an empty cell" : `"${cell}"`,
    remedy:
      "Leave the column out with `columns`, name it as `label`, or list the text in `blanks` if it means missing.",
  });
}
