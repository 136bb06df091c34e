import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { DataError } from "@elbo/spec";

/** Where a cell stands in the bytes of its row: quotes and blanks around it included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A row as it stands in the file. Joined one after the other, the `bytes` of all rows are the file. */
export interface RawRow {
  /** Line in the file on which it begins, from 1. */
  readonly line: number;
  /** With its line end, and the byte order mark of the first row. */
  readonly bytes: Uint8Array;
  /** None for an empty line. */
  readonly cells: readonly Span[];
}

const [QUOTE, LF, CR] = [0x22, 0x0a, 0x0d];

const join = (left: Uint8Array, right: Uint8Array): Uint8Array => {
  if (left.length === 0) return right;
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
};

/**
 * Cuts bytes into rows (RFC 4180: a cell in quotes may hold delimiters and line ends, and quotes twice). A quote that does not
 * begin a cell is one of its letters: 5" pipe.
 */
function createCutter(delimiter: Uint8Array, where: string) {
  let pending: Uint8Array = new Uint8Array(0);
  let [at, inside, line] = [0, false, 1];
  let [start, lines]: [number, number] = [0, 0];
  let cells: Span[] = [];
  let closed = -1;
  const isBlank = (byte: number | undefined) => byte === 0x20 || byte === 0x09;
  const opens = () => closed === at - 1 || pending.subarray(start, at).every(isBlank);
  const isDelimiter = (place: number) => delimiter.every((byte, i) => pending[place + i] === byte);
  const row = (contentEnd: number, end: number): RawRow => {
    if (contentEnd > start || cells.length > 0) cells.push({ from: start, to: contentEnd });
    const made: RawRow = { line, bytes: pending.slice(0, end), cells };
    line += lines;
    pending = pending.subarray(end);
    [at, start, lines, closed, cells] = [0, 0, 0, -1, []];
    return made;
  };
  return {
    /** The rows that end in what came so far. */
    *add(chunk: Uint8Array, last: boolean): Generator<RawRow> {
      const first = line === 1 && at === 0 && pending.length === 0;
      pending = join(pending, chunk);
      if (first && pending[0] === 0xef && pending[1] === 0xbb && pending[2] === 0xbf) at = start = 3;
      // A line end or a delimiter may be cut in two by the chunk's end.
      const ahead = last ? 0 : delimiter.length;
      while (at < pending.length - ahead) {
        const byte = pending[at] as number;
        if (byte === LF || (byte === CR && pending[at + 1] !== LF)) lines++;
        if (byte === QUOTE && inside) [inside, closed] = [false, at];
        else if (byte === QUOTE && opens()) inside = true;
        else if (!inside && isDelimiter(at)) {
          cells.push({ from: start, to: at });
          at += delimiter.length;
          [start, closed] = [at, -1];
          continue;
        } else if (!inside && (byte === LF || byte === CR)) {
          const two = byte === CR && pending[at + 1] === LF;
          if (two) lines++;
          yield row(at, at + (two ? 2 : 1));
          continue;
        }
        at++;
      }
      if (last && inside) {
        throw new DataError("a quote is never closed", {
          where,
          received: `a row that begins on line ${line} and never ends`,
          remedy: "Close it, or write a quote within quotes twice.",
        });
      }
      if (last && pending.length > 0) yield row(pending.length, pending.length);
    },
  };
}

/**
 * The rows of a table with the place of each cell, read as a stream.
 *
 * @throws DataError for a quote that is never closed, and for what is not UTF-8.
 */
export async function* scanRows(path: string, delimiter: string): AsyncGenerator<RawRow> {
  const where = `tables ${path}`;
  const checked = (row: RawRow): RawRow => {
    if (isUtf8(row.bytes)) return row;
    throw new DataError(`line ${row.line} is not UTF-8`, {
      where,
      expected: "UTF-8",
      remedy: "Save the table as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8 TABLE > NEW.",
    });
  };
  const cutter = createCutter(new TextEncoder().encode(delimiter), where);
  let begun = false;
  for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
    const [a, b] = chunk;
    if (!begun && ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))) {
      throw new DataError("the file is UTF-16", { where, expected: "UTF-8", remedy: "Save it as UTF-8." });
    }
    begun = true;
    for (const row of cutter.add(chunk, false)) yield checked(row);
  }
  for (const row of cutter.add(new Uint8Array(0), true)) yield checked(row);
}
