import { describe, expect, it } from "vitest";
import { parseMap } from "./weight-map.ts";

describe("parseMap", () => {
  it("reads names, numbers and objects", () => {
    const map = parseMap({
      parameters: { a: "enc", b: 0, c: { from: "x", outputs: [0, 2] }, d: { value: "initial" } },
    });
    expect(map).toEqual({
      layout: "torch",
      unused: [],
      parameters: { a: { from: "enc" }, b: { value: 0 }, c: { from: "x", outputs: [0, 2] }, d: { value: "initial" } },
    });
  });

  it.each([
    ["an empty file", null, /map \(top level\).*empty file.*--suggest/],
    ["a list", [], /got a list/],
    ["nothing", {}, /map parameters: this is missing/],
    ["an unknown key", { parameters: {}, layouts: "torch" }, /unknown key "layouts".*Did you mean "layout"/],
    ["an unknown layout", { parameters: {}, layout: "jax" }, /map layout.*torch, keras.*"jax"/],
    [
      "an empty range",
      { parameters: { a: { from: "x", outputs: [2, 2] } } },
      /parameters\.a\.outputs.*below the second/,
    ],
    ["a negative padding", { parameters: { a: { from: "x", padding: -1 } } }, /map parameters\.a/],
    ["a list of entries", { parameters: { a: ["x"] } }, /map parameters\.a/],
  ])("refuses %s", (_, value, message) => {
    expect(() => parseMap(value)).toThrow(message);
  });
});
