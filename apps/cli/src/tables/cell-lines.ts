import { cellOf, type FilledCell, type TableProfile } from "@elbo/tables";

/** Writes a line of CSV for each filled cell: where it stands, its value, its interval or the likeliest kinds. */
export function cellLines({ delimiter }: Pick<TableProfile, "delimiter">, write: (bytes: Uint8Array) => Promise<void>) {
  const encoder = new TextEncoder();
  let gathered: string[] = [];
  const lineOf = (cells: readonly string[]) =>
    `${cells.map((cell) => cellOf(cell, { delimiter, quoted: false })).join(delimiter)}\n`;
  const flush = async () => {
    const text = gathered.join("");
    gathered = [];
    if (text !== "") await write(encoder.encode(text));
  };
  return {
    begin: async () => {
      gathered.push(lineOf(["line", "column", "value", "low", "high", "probability", "among"]));
    },
    add: ({ line, column, value, low = "", high = "", probability, among = [] }: FilledCell): void => {
      gathered.push(lineOf([`${line}`, column, value, low, high, probability?.toFixed(3) ?? "", among.join("|")]));
    },
    end: flush,
  };
}
