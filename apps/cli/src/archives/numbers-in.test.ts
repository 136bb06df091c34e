import { expect, it } from "vitest";
import { numbersIn } from "./numbers-in.ts";

const size = { height: 2, width: 3, channels: 1 };

it("counts a picture's numbers, and a text's bytes by its lines' share", () => {
  expect(numbersIn({ size, count: 9, about: {} }, 4)).toBe(24);
  expect(numbersIn({ size, count: 9, about: { bytes: 90 } }, 9)).toBe(90);
  expect(numbersIn({ size, count: 9, about: { bytes: 90 } }, 3)).toBe(30);
});
