import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { profileTable, type TableOptions } from "./profile-table.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "elbo-profile-"));
});
afterAll(() => rm(folder, { recursive: true }));

const profile = async (content: string, options: TableOptions = {}) => {
  const path = join(folder, "table.csv");
  await writeFile(path, content);
  return profileTable(path, options);
};
const column = (name: string, cells: readonly unknown[]) => [name, ...cells].join("\n");
/** Columns side by side. */
const table = (...columns: string[]) => {
  const cells = columns.map((text) => text.split("\n"));
  return `${(cells[0] ?? []).map((_, row) => cells.map((one) => one[row]).join(";")).join("\n")}\n`;
};
const rows = Array.from({ length: 60 }, (_, i) => i);
const typeOf = async (cells: readonly unknown[], options: TableOptions = {}) =>
  (await profile(table(column("a", cells), column("b", rows)), options)).columns[0]?.type;

describe("profileTable", () => {
  it("sees what columns hold", async () => {
    expect(await typeOf(rows.map((i) => Math.sin(i).toFixed(3)))).toBe("real");
    expect(await typeOf(rows.map((i) => Math.exp(4 * Math.sin(7 * i)).toFixed(3)))).toBe("positive");
    expect(await typeOf(rows.map((i) => (i * i) % 23))).toBe("count");
    expect(await typeOf(rows.map((i) => 1950 + i))).toBe("real");
    expect(await typeOf(rows.map((i) => 1 + (i % 5)))).toBe("ordinal");
    expect(await typeOf(rows.map((i) => i % 2))).toBe("category");
    expect(await typeOf(rows.map((i) => ["red", "green", "blue"][i % 3]))).toBe("category");
    const told = { types: { a: { ordinal: ["red", "green", "blue"] } } };
    expect(
      await typeOf(
        rows.map((i) => ["red", "green", "blue"][i % 3]),
        told,
      ),
    ).toEqual(told.types.a);
  });

  it("counts what is missing, finds delimiter and header, and keeps how numbers are written", async () => {
    const found = await profile("a\tb\n1.50\tx\nNA\ty\n\t?\n2.25\tx\n");
    expect(found).toMatchObject({ delimiter: "\t", header: true, rows: 4 });
    expect(found.columns.map(({ missing }) => missing)).toEqual([2, 1]);
    expect(found.columns[0]?.format).toEqual({ decimals: 2, fixed: true, low: 1.5, high: 2.25 });
    expect(found.columns[1]?.plain.mode).toBe("x");
    expect((await profile("1,2\n3,4\n")).header).toBe(false);
    expect((await profile("1,2\n3,4\n", { header: "yes" })).rows).toBe(1);
  });

  it("leaves free text without gaps alone, and says why it cannot be filled", async () => {
    const names = rows.map((i) => `name ${i}`);
    const whole = await profile(table(column("a", names), column("b", rows)));
    expect(whole.columns[0]).toMatchObject({ left: "free text" });
    expect(whole.columns[0]?.type).toBeUndefined();
    const gap = names.map((name, i) => (i === 3 ? "" : name));
    await expect(typeOf(gap)).rejects.toThrow(/column "a" is free text with gaps.*--leave "a"/);
    expect(await typeOf(gap, { leave: ["a"] })).toBeUndefined();
  });

  it("says what is wrong with a table", async () => {
    await expect(profile("")).rejects.toThrow("the table is empty");
    await expect(profile("a,b,k\n")).rejects.toThrow("the table has names, and no row below them");
    await expect(profile("a,b\n1,2\n3\n")).rejects.toThrow(/line 3 does not have as many cells.*2 cells, got 1/);
    await expect(profile("a,b\n1,\n2,NA\n")).rejects.toThrow(/column "b" has no value at all/);
    await expect(profile("a,a\n1,2\n")).rejects.toThrow("two columns have one name");
    await expect(profile("a,b\n1,2\n", { types: { c: "real" } })).rejects.toThrow("expected a, b, got c");
    await expect(profileTable(join(folder, "none.csv"))).rejects.toThrow(/none\.csv: cannot read the file/);
    await expect(profileTable(folder)).rejects.toThrow(/folder/);
    await expect(typeOf(rows.map((i) => (i === 5 ? "unknown" : i / 7)))).rejects.toThrow(
      /holds numbers, but not on line 7.*--blanks "unknown"/,
    );
  });
});
