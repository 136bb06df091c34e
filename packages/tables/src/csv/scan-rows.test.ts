import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cellOf, cellText, isQuoted, replaceCells } from "./cell-text.ts";
import { type RawRow, scanRows } from "./scan-rows.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "elbo-rows-"));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
const scan = async (content: string | Uint8Array, delimiter = ","): Promise<RawRow[]> => {
  const path = join(folder, `table-${++files}.csv`);
  await writeFile(path, content);
  const rows: RawRow[] = [];
  for await (const row of scanRows(path, delimiter)) rows.push(row);
  return rows;
};
const texts = (rows: readonly RawRow[]) =>
  rows.filter(({ cells }) => cells.length > 0).map((row) => row.cells.map((span) => cellText(row, span)));

const cell = fc.oneof(
  fc.constantFrom("", "NA", "1.50", " 7 ", "ü", "日本", '""', '"a, b"', '"say ""no"""', '"two\nlines"', '" kept "'),
  fc.integer().map(String),
);
const table = fc
  .tuple(fc.integer({ min: 2, max: 5 }), fc.constantFrom("\n", "\r\n"), fc.boolean(), fc.boolean())
  .chain(([width, end, last, mark]) =>
    fc
      .array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 })
      .map((rows) => `${mark ? "\ufeff" : ""}${rows.map((row) => row.join()).join(end)}${last ? end : ""}`),
  );

it("cuts rows and cells as csv-parse does, and loses no byte", async () => {
  await fc.assert(
    fc.asyncProperty(table, async (content) => {
      const rows = await scan(content);
      expect(Buffer.concat(rows.map(({ bytes }) => bytes)).toString()).toBe(content);
      const record = content.includes("\r\n") ? "\r\n" : "\n";
      const expected = parse(content, { bom: true, trim: true, skip_empty_lines: true, record_delimiter: record });
      expect(texts(rows)).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});

it("takes mixed line ends and quotes within a cell as data sets do", async () => {
  const content = 'a,size\r\n1,5" pipe\n2, "6"" rod" \r\n3,7"\n"4","8, ""9"""\r';
  const rows = await scan(content);
  const options = { bom: true, trim: true, skip_empty_lines: true, relax_quotes: true };
  expect(texts(rows)).toEqual(parse(content, { ...options, record_delimiter: ["\r\n", "\n", "\r"] }));
  expect(texts(rows).map((row) => row[1])).toEqual(["size", '5" pipe', '6" rod', '7"', '8, "9"']);
});

it("is the same wherever a chunk of the stream ends: quotes, line ends and long delimiters across it", async () => {
  const chunk = 2 ** 16;
  for (const end of ["\r\n", "\n", "\r"]) {
    for (const shift of [-2, -1, 0]) {
      const start = `${"x".repeat(chunk - 8 + shift)}||"a${end}""b"${end}`;
      const rows = await scan(`${start}c||d${end}`, "||");
      expect(rows.map(({ cells }) => cells.length)).toEqual([2, 2]);
      expect(texts(rows)[1]).toEqual(["c", "d"]);
      expect(rows[1]?.line).toBe(3);
    }
  }
});

it("keeps empty lines without cells, and counts lines within quotes", async () => {
  const rows = await scan('a,b\n\n"1\n2",3\n4,\n');
  expect(rows.map(({ cells, line }) => [line, cells.length])).toEqual([
    [1, 2],
    [2, 0],
    [3, 2],
    [5, 2],
  ]);
});

it("refuses a quote that never ends, UTF-16, and other bytes than UTF-8 with their line", async () => {
  await expect(scan('a,b\n1,2\n"3,4\n')).rejects.toThrow(/a quote is never closed: .*begins on line 3/);
  await expect(scan(Buffer.from("\ufeffa,b", "utf16le"))).rejects.toThrow(/UTF-16/);
  await expect(scan(Buffer.from("a,b\n1,M\xfcnchen\n", "latin1"))).rejects.toThrow(/line 2 is not UTF-8/);
});

it("replaces cells and nothing else", async () => {
  const [row] = await scan('\ufeff "a" ,, NA ,"d"\r\n');
  const given = row as RawRow;
  expect(given.cells.map((span) => isQuoted(given, span))).toEqual([true, false, false, true]);
  const replaced = replaceCells(
    given,
    new Map([
      [1, "7"],
      [2, "x y"],
    ]),
  );
  expect(Buffer.from(replaced).toString()).toBe('\ufeff "a" ,7,x y,"d"\r\n');
  expect(replaceCells(given, new Map())).toBe(given.bytes);
});

it("quotes a text where it must", () => {
  const plain = { delimiter: ";", quoted: false };
  expect([cellOf("a,b", plain), cellOf("a;b", plain), cellOf('a"b', plain), cellOf(" a", plain)]).toEqual([
    "a,b",
    '"a;b"',
    '"a""b"',
    '" a"',
  ]);
  expect(cellOf("a", { delimiter: ";", quoted: true })).toBe('"a"');
});
