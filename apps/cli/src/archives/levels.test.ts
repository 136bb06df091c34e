import { expect, it } from "vitest";
import { fromLevels, toLevels } from "./levels.ts";

it("divides bytes by their step and multiplies them again", () => {
  const black = Uint8Array.of(0, 255, 255);
  expect(toLevels(black, { step: 255 }, 2, "a")).toEqual(Uint8Array.of(0, 1, 1));
  expect(fromLevels(Uint8Array.of(0, 1, 1), { step: 255 })).toEqual(black);
  expect(toLevels(black, { step: 1 }, 256, "a")).toBe(black);
  expect(fromLevels(black, { step: 1 })).toBe(black);
});

it("names a byte that the model does not know, and what to take", () => {
  expect(() => toLevels(Uint8Array.of(0, 7), { step: 255 }, 2, "a.png")).toThrow(
    /a\.png: .*black and white only.*bytes 0 and 255.*a byte of 7.*grey levels/s,
  );
  expect(() => toLevels(Uint8Array.of(16), { step: 1 }, 16, "b.idx")).toThrow(/bytes below 16.*a byte of 16/s);
});
