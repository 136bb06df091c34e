import { describe, expect, it } from "vitest";
import { definesPart, explicitExports, named, paired, small } from "./files.ts";

const tree = (files: Record<string, string>) => ({
  files: Object.entries(files).map(([path, text]) => ({ path, text })),
  manifests: {},
});
const lines = (count: number) => "x;\n".repeat(count);
const part = "export const vampPrior: Definition<Config, Prior> = {};\n";

describe("size", () => {
  it("takes 300 lines and refuses 301", () => {
    expect(small(tree({ "packages/a/src/a.ts": lines(300) }))).toEqual([]);
    expect(small(tree({ "packages/a/src/a.ts": lines(301) }))).toEqual([expect.stringContaining("301 lines")]);
  });

  it("refuses few but long lines, and counts bytes, not characters", () => {
    expect(small(tree({ "packages/a/src/a.ts": "x".repeat(12_289) }))).toHaveLength(1);
    expect(small(tree({ "packages/a/src/a.ts": "é".repeat(6_145) }))).toHaveLength(1);
    expect(small(tree({ "packages/a/src/a.ts": "x".repeat(12_288) }))).toEqual([]);
  });

  it("leaves generated files and fixtures alone", () => {
    const big = lines(400);
    expect(small(tree({ "packages/a/src/generated/a.ts": big, "packages/a/src/fixtures/b.ts": big }))).toEqual([]);
  });
});

describe("names", () => {
  it.each(["utils.ts", "util.test.ts", "helpers/x.ts", "common.ts", "misc/y.ts", "helper-x.ts"])(
    "refuses %s",
    (name) => {
      expect(named(tree({ [`packages/a/src/${name}`]: "" }))).toHaveLength(1);
    },
  );

  it.each(["utilisation.ts", "common-words.ts", "special-functions.ts"])("judges %s by what it says", (name) => {
    expect(named(tree({ [`packages/a/src/${name}`]: "" }))).toHaveLength(name === "common-words.ts" ? 1 : 0);
  });
});

describe("exports", () => {
  it.each([`export * from "./a.ts";`, `export * as a from "./a.ts";`, `export type * from "./a.ts";`])(
    "refuses %s",
    (text) => {
      expect(explicitExports(tree({ "packages/a/src/index.ts": text }))).toHaveLength(1);
    },
  );

  it("takes named exports", () => {
    expect(explicitExports(tree({ "packages/a/src/index.ts": `export { a } from "./a.ts";` }))).toEqual([]);
  });
});

describe("parts and their tests", () => {
  it("knows both ways to write a definition", () => {
    expect(definesPart({ path: "packages/a/src/a.ts", text: part })).toBe(true);
    const satisfies = "export const gaussianPrior = {\n  kind,\n} satisfies Definition<Config, Prior>;\n";
    expect(definesPart({ path: "packages/a/src/a.ts", text: satisfies })).toBe(true);
    expect(definesPart({ path: "packages/a/src/a.ts", text: "export interface Definition<C> {}" })).toBe(false);
  });

  it("wants the test beside the part", () => {
    const path = "packages/priors/src/vamp-prior.ts";
    expect(paired(tree({ [path]: part }))).toEqual([expect.stringContaining("vamp-prior.test.ts")]);
    expect(paired(tree({ [path]: part, "packages/priors/src/elsewhere/vamp-prior.test.ts": "" }))).toHaveLength(1);
    expect(paired(tree({ [path]: part, "packages/priors/src/vamp-prior.test.ts": "" }))).toEqual([]);
  });
});
