import { expect, it } from "vitest";
import { textOf, tokensOf } from "./names.ts";

const about = { tokens: ["", "", "a", "b", "é"], longest: 5 };

it("reads a name as the model does: small letters, composed, with its end", () => {
  expect(tokensOf(" Be\u0301A ", about)).toEqual({ found: [3, 4, 2, 1] });
  expect(textOf([3, 4, 2, 1, 0], about)).toBe("béa");
});

it("says in a sentence what it cannot read", () => {
  expect(tokensOf("  ", about)).toEqual({ refused: "Type a name." });
  expect(tokensOf("bac", about)).toEqual({ refused: "The model does not know the letter “c”." });
  expect(tokensOf("ababa", about)).toEqual({ refused: "The model knows names of up to 4 letters." });
  expect(tokensOf("abab", about)).toEqual({ found: [2, 3, 2, 3, 1] });
});
