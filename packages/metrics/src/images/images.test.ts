import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { psnr } from "./psnr.ts";
import { ssim } from "./ssim.ts";

const fixture = JSON.parse(readFileSync(new URL("../fixtures/images.json", import.meta.url), "utf8"));

it("PSNR and SSIM: scikit-image's", () => {
  expect(psnr(fixture.grey, fixture.other)).toBeCloseTo(fixture.psnr, 8);
  expect(ssim(fixture.grey, fixture.other, [14, 16, 1])).toBeCloseTo(fixture.ssim, 8);
  expect(ssim(fixture.colour, fixture.noisy, [13, 12, 3])).toBeCloseTo(fixture.ssimColour, 8);
});

it("the range scales both, equal pictures are perfect, small ones refused", () => {
  const bytes = (values: number[]) => values.map((v) => 255 * v);
  expect(psnr(bytes(fixture.grey), bytes(fixture.other), 255)).toBeCloseTo(fixture.psnr, 8);
  expect(ssim(bytes(fixture.grey), bytes(fixture.other), [14, 16, 1], 255)).toBeCloseTo(fixture.ssim, 8);
  expect(psnr(fixture.grey, fixture.grey)).toBe(Number.POSITIVE_INFINITY);
  expect(ssim(fixture.grey, fixture.grey, [14, 16, 1])).toBeCloseTo(1, 12);
  expect(() => ssim([1], [1], [1, 1, 1])).toThrow(/at least 11x11 pixels, got 1x1/);
});
