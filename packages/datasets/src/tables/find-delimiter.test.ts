import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findDelimiter } from "./find-delimiter.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "elbo-delimiter-"));
});
afterAll(() => rm(folder, { recursive: true }));

const of = async (text: string) => {
  const path = join(folder, "table");
  await writeFile(path, text);
  return findDelimiter(path);
};

describe("what stands between cells", () => {
  it("is what cuts every line into as many cells", async () => {
    expect(await of("a,b\n1,2\n")).toBe(",");
    expect(await of("a;b\n1;2\n")).toBe(";");
    expect(await of("a\tb\n1\t2\n")).toBe("\t");
    expect(await of("a|b|c\n1|2|3\n")).toBe("|");
  });

  it("is not what stands inside numbers, names or quotes", async () => {
    expect(await of("a;b\n1,5;2,5\n")).toBe(";");
    expect(await of('name,b\n"x;y",2\nz,3\n')).toBe(",");
    expect(await of('"a;b",c\n"1;2",3\n')).toBe(",");
    expect(await of("a;b,c\n1,2\n")).toBe(",");
  });

  it("is a comma where there is one column or nothing, and is found in the whole lines of a long file", async () => {
    expect(await of("a\n1\n2\n")).toBe(",");
    expect(await of("")).toBe(",");
    expect(await of("12;34;56\n".repeat(20_000))).toBe(";");
  });
});
