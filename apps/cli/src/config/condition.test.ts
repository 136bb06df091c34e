import { describe, expect, it } from "vitest";
import { conditionNumbers, conditionOption } from "./condition.ts";

describe("--condition", () => {
  it("collects fields and values", () => {
    const first = conditionOption("label=3, 1", undefined);
    expect(conditionOption("attributes=0.5", first)).toEqual({ label: ["3", "1"], attributes: ["0.5"] });
  });
  it.each(["label", "=3", "label=", "label=1,,2"])("refuses %s", (text) => {
    expect(() => conditionOption(text)).toThrow(/field=value/);
  });
  it("takes classes by their text, even where the text is a number", () => {
    expect(conditionNumbers({ label: ["b", "3", "1"], size: ["1", "b"] }, ["1", "b"])).toEqual({
      label: [1, 3, 0],
      size: [1, Number.NaN],
    });
  });
});
