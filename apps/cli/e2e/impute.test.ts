import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { elbo, elboSays } from "./support/command.ts";
import { workplace } from "./support/workplace.ts";
import { write } from "./support/write.ts";

const quick = ["--set", "training.steps=40", "--samples", "50"];

/** Rows of numbers around a line, a kind that follows from them, and notes that no model reads; some cells missing. */
const lines = (end: string) => {
  const cells = Array.from({ length: 60 }, (_, i) => {
    const t = Math.sin(12.9898 * i) * 2;
    const missing = (column: number) => (i * 7 + column * 3) % 11 === 0;
    return [
      missing(0) ? "" : (10 + t).toFixed(2),
      missing(1) ? "NA" : `${Math.round(1950 + 30 * t)}`,
      missing(2) ? "" : t > 0 ? '"red, dark"' : "blue",
      `note ${i}`,
    ];
  });
  return `\ufeffsize;year;"kind";notes${end}${cells.map((row) => row.join(";")).join(end)}${end}`;
};

it("fills what is missing as its column writes it, and leaves every other byte as it was", async ({
  onTestFinished,
}) => {
  const cwd = workplace(onTestFinished);
  const before = lines("\r\n");
  await write(cwd, "data.csv", before);
  const args = [
    "impute",
    "data.csv",
    "-o",
    "filled.csv",
    "--intervals",
    "90",
    "--report",
    "report.html",
    "--json",
    ...quick,
  ];
  const told = JSON.parse(await elboSays(args, { cwd }));
  const after = await readFile(join(cwd, "filled.csv"), "utf8");
  const rows = (text: string) => text.split("\r\n").map((line) => line.split(";"));
  let filled = 0;
  for (const [i, row] of rows(before).entries()) {
    for (const [column, cell] of row.entries()) {
      const now = rows(after)[i]?.[column] as string;
      if (cell !== "" && cell !== "NA") expect(now).toBe(cell);
      else if (row.length > 1) {
        filled++;
        expect(now).toMatch([/^-?\d+\.\d\d$/, /^\d+$/, /^(red, dark|blue)$/][column] as RegExp); // most of its cells stand without quotes
      }
    }
  }
  expect(filled).toBeGreaterThan(10);
  expect(told).toMatchObject({ file: "data.csv", out: ["filled.csv"], rows: 60 });
  expect(told.columns.map(({ name, type }: { name: string; type: string }) => [name, type])).toEqual([
    ["size", "real"],
    ["year", "real"],
    ["kind", "category"],
    ["notes", null],
  ]);
  expect(told.check.cells).toBeGreaterThan(0);
  const intervals = (await readFile(join(cwd, "filled.intervals.csv"), "utf8")).trim().split("\n");
  expect(intervals.length).toBe(filled + 1);
  expect(await readFile(join(cwd, "report.html"), "utf8")).toContain("What was filled in data.csv");

  const again = ["impute", "data.csv", "-o", "drawn.csv", "--model", told.run, "--imputations", "2", "--samples", "50"];
  await elboSays(again, { cwd });
  // One new row, of which two columns are empty: types and decimals are the model's.
  await write(cwd, "one.csv", "notes;year;size;kind\nnew;;;blue\n");
  await elboSays(["impute", "one.csv", "-o", "one-filled.csv", "--model", told.run, "--samples", "50"], { cwd });
  expect(await readFile(join(cwd, "one-filled.csv"), "utf8")).toMatch(
    /^notes;year;size;kind\nnew;\d{4};-?\d+\.\d\d;blue\n$/,
  );
  const typed = await elbo(["impute", "one.csv", "-o", "x.csv", "--model", told.run, "--types", "year=count"], { cwd });
  expect([typed.code, typed.err]).toEqual([2, expect.stringContaining("--types is for a new model")]);
  const lost = await elbo(["impute", "data.csv", "-o", "data.csv"], { cwd });
  expect([lost.code, lost.err]).toEqual([2, expect.stringContaining("data.csv is what goes in, and would be lost")]);
  expect(await readFile(join(cwd, "data.csv"), "utf8")).toBe(before);
  const drawn = await Promise.all([1, 2].map((n) => readFile(join(cwd, `drawn.${n}.csv`), "utf8")));
  expect(drawn[0]).not.toBe(drawn[1]);
  expect(drawn.map((text) => text.length > 0 && rows(text).length)).toEqual([rows(before).length, rows(before).length]);
});

it("copies a table without gaps, and refuses what cannot be filled before it trains", async ({ onTestFinished }) => {
  const cwd = workplace(onTestFinished);
  await write(cwd, "whole.csv", "a,b\n1,2\n3,4\n");
  await elboSays(["impute", "whole.csv", "-o", "same.csv"], { cwd });
  expect(await readFile(join(cwd, "same.csv"), "utf8")).toBe("a,b\n1,2\n3,4\n");
  const bad = [
    ["a,b\n1,2\n", 0, ""],
    ["a,b\n1,\n", 3, 'column "b" has no value at all'],
    ["a,b\n1,2\n3\n", 3, "line 3 does not have as many cells"],
    ["a,b\n1,2\n3,\n", 3, "too small to learn from"],
    [
      `a,b\n${Array.from({ length: 30 }, (_, i) => `${i},${i % 9 ? `word ${i}` : ""}`).join("\n")}\n`,
      3,
      "free text with gaps",
    ],
  ] as const;
  for (const [text, code, said] of bad) {
    await write(cwd, "bad.csv", text);
    const found = await elbo(["impute", "bad.csv", "-o", "out.csv"], { cwd });
    expect([found.code, found.err.split("\n").length <= 2]).toEqual([code, true]);
    expect(found.err).toContain(said);
  }
  expect((await readdir(cwd)).sort()).toEqual(["bad.csv", "out.csv", "same.csv", "whole.csv"]);
});

it("makes up rows as the table writes its own, and says what they are worth", async ({ onTestFinished }) => {
  const cwd = workplace(onTestFinished);
  await write(cwd, "data.csv", lines("\n"));
  const args = [
    "synthesize",
    "data.csv",
    "-n",
    "50",
    "-o",
    "made.csv",
    "--target",
    "kind",
    "--report",
    "made.md",
    "--json",
  ];
  const told = JSON.parse(await elboSays([...args, "--set", "training.steps=40"], { cwd }));
  const [heading, ...rows] = (await readFile(join(cwd, "made.csv"), "utf8")).trimEnd().split("\n");
  expect(heading).toBe("size;year;kind");
  expect(rows.length).toBe(50);
  for (const row of rows) expect(row).toMatch(/^\d+\.\d\d;\d+;(red, dark|blue)$/);
  expect(told.judgement).toMatchObject({ utility: { target: "kind", classes: 2 }, privacy: { copies: 0 } });
  expect(await readFile(join(cwd, "made.md"), "utf8")).toContain("Telling kind (2 classes)");
});
