import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { LOWERINGS } from "./lowerings.ts";

const page = readFileSync(new URL("../../../../../docs/engine-kernels.md", import.meta.url), "utf8");
const rows = page.split("\n").filter((line) => line.startsWith("| `"));
const quoted = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string);
const cells = rows.map((row) => row.split(" | "));

describe("docs/engine-kernels.md", () => {
  it("lists each lowering once, and nothing else", () => {
    const listed = cells.flatMap(([kernels = ""]) => quoted(kernels));
    expect(listed.toSorted()).toEqual(Object.keys(LOWERINGS).toSorted());
  });

  it("names tests that exist", () => {
    const tests = cells.map((row) => quoted(row.at(-1) ?? "")[0] ?? "");
    expect(tests.filter((name) => !existsSync(new URL(name, import.meta.url)))).toEqual([]);
  });
});
