import { createRegistry } from "@elbo/vae";
import { builtInParts } from "@elbo/vae/all";
import { describe, expect, it } from "vitest";
import { parseCell, parseMatrix } from "./parse-matrix.ts";
import { planRuns } from "./plan-runs.ts";
import { quickMatrix } from "./quick.ts";

const registry = createRegistry(builtInParts);

describe("a matrix", () => {
  it("of npm start is valid in every cell", () => {
    const cells = planRuns(parseMatrix(quickMatrix));
    expect(cells.map((cell) => parseCell(cell, registry).seed)).toEqual(cells.map(() => 1));
    expect(cells.length).toBeGreaterThan(3);
  });

  it("that is none says which field is wrong", () => {
    expect(() => parseMatrix({ name: "x", data: {}, variants: {}, epochs: 3 })).toThrow(
      /matrix \(top level\): unknown key "epochs": expected one of name, title, base/,
    );
    expect(() => parseMatrix({ name: "x", data: {}, variants: { a: { conf: {} } } })).toThrow(
      /variants\.a: unknown key "conf": expected one of on, config, published/,
    );
    expect(() => parseMatrix({ name: "No Blanks", data: {}, variants: {} })).toThrow(/matrix name: lower-case/);
    expect(() => parseMatrix(null)).toThrow(/matrix \(top level\): expected object/);
  });

  it("names the cell whose config cannot be", () => {
    const [cell] = planRuns(
      parseMatrix({ name: "x", data: { d: { data: { kind: "mnsit" } } }, variants: { plain: { config: {} } } }),
    );
    expect(() => parseCell(cell as NonNullable<typeof cell>, registry)).toThrow(
      /^variant "plain" on d, config data.kind: unknown kind "mnsit": expected one of .*mnist.*Did you mean "mnist"\?$/,
    );
  });
});
