import { type Decimal, pointed } from "@elbo/datasets";
import type { RawRow, Span } from "./scan-rows.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** What a cell says: without blanks around it, quotes taken off. */
export function cellText({ bytes }: Pick<RawRow, "bytes">, { from, to }: Span): string {
  const text = decoder.decode(bytes.subarray(from, to)).trim();
  if (!text.startsWith('"')) return text;
  return text.slice(1, text.endsWith('"') && text.length > 1 ? -1 : undefined).replaceAll('""', '"');
}

/** What a cell says to a model: its text, a number with a point. */
export const cellValue = (row: Pick<RawRow, "bytes">, span: Span, decimal: Decimal): string =>
  pointed(cellText(row, span), decimal);

/** Whether a cell stands in quotes. */
export const isQuoted = (row: Pick<RawRow, "bytes">, { from, to }: Span): boolean =>
  decoder.decode(row.bytes.subarray(from, to)).trimStart().startsWith('"');

/** A text as a cell: in quotes where it must be (delimiter, quote, line end, blanks at its ends), or where `quoted` asks. */
export function cellOf(
  text: string,
  { delimiter, quoted }: { readonly delimiter: string; readonly quoted: boolean },
): string {
  const must = quoted || text.includes(delimiter) || /["\r\n]|^\s|\s$/.test(text);
  return must ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A row's bytes with some of its cells replaced; everything else stays as it is. */
export function replaceCells(row: RawRow, cells: ReadonlyMap<number, string>): Uint8Array {
  if (cells.size === 0) return row.bytes;
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const [i, { from, to }] of row.cells.entries()) {
    const text = cells.get(i);
    if (text === undefined) continue;
    pieces.push(row.bytes.subarray(at, from), encoder.encode(text));
    at = to;
  }
  pieces.push(row.bytes.subarray(at));
  const joined = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const piece of pieces) {
    joined.set(piece, end);
    end += piece.length;
  }
  return joined;
}
