import { describe, expect, it } from "vitest";
import { isRude } from "./rude-words.ts";

describe("isRude", () => {
  it("knows rude words in any case and form", () => {
    for (const text of ["What the FUCK?", "you bitches", "this is shitty", "He is an ass."])
      expect(isRude(text)).toBe(true);
  });

  it("leaves innocent words alone", () => {
    for (const text of ["an analysis of cocktails", "spicy cucumber", "a class act in Scunthorpe", "Moby Dickens"]) {
      expect(isRude(text)).toBe(false);
    }
  });
});
