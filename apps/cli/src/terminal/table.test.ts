import { expect, it } from "vitest";
import { table } from "./table.ts";

it("aligns columns and leaves no trailing blanks", () => {
  expect(
    table([
      ["kind", "what"],
      ["vamp", "a"],
      ["x", "bc"],
    ]),
  ).toBe("kind  what\nvamp  a\nx     bc");
});
