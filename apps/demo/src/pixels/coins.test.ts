import { expect, it } from "vitest";
import { coinsOf, paint, sheetOf } from "./coins.ts";

it("black and white come back from their colours", () => {
  const picture = { width: 3, height: 2, pixels: Uint8Array.of(0, 1, 1, 0, 0, 1) };
  const data = new Uint8ClampedArray(24);
  paint(picture, data);
  expect([...data.subarray(0, 8)]).toEqual([0, 0, 0, 255, 255, 255, 255, 255]);
  expect(coinsOf({ data, width: 3, height: 2 } as unknown as ImageData)).toEqual(picture);
});

it("what is bright is white, what cannot be seen is black", () => {
  const colours = [200, 200, 200, 255, 0, 0, 255, 255, 255, 255, 255, 0, 0, 255, 0, 255];
  const data = Uint8ClampedArray.from(colours);
  expect([...coinsOf({ data, width: 4, height: 1 } as unknown as ImageData).pixels]).toEqual([1, 0, 0, 1]);
});

it("digits stand side by side", () => {
  const digits = new Uint8Array(5 * 784);
  digits[2 * 784 + 29] = 255; // the third digit: second row, second column
  const { width, height, pixels } = sheetOf(digits, 2);
  expect([width, height]).toEqual([56, 56]);
  expect(pixels.reduce((sum, white) => sum + white, 0)).toBe(1);
  expect(pixels[(28 + 1) * 56 + 1]).toBe(1);
});
