import { PNG } from "pngjs";
import { expect, it } from "vitest";
import { imageGrid } from "./image-grid.ts";

it("places each image, scaled, in reading order", () => {
  const png = PNG.sync.read(
    imageGrid([0, 1, 1, 0, 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1], { shape: [2, 2, 1], columns: 2, scale: 3, gap: 1 }),
  );
  expect([png.width, png.height]).toEqual([(2 * 3 + 1) * 3, (2 * 3 + 1) * 3]);
  const at = (x: number, y: number) => [...png.data.subarray((y * png.width + x) * 4, (y * png.width + x) * 4 + 4)];
  expect(at(3, 3)).toEqual([0, 0, 0, 255]);
  expect(at(6, 3)).toEqual([255, 255, 255, 255]);
  expect(at(12, 3)).toEqual([128, 128, 128, 255]);
  expect(at(3, 12)).toEqual([255, 255, 255, 255]);
  expect(at(0, 0)).toEqual([40, 40, 40, 255]);
});

it("keeps colours", () => {
  const png = PNG.sync.read(imageGrid([1, 0, 0.5], { shape: [1, 1, 3], columns: 1, scale: 1, gap: 0 }));
  expect([...png.data]).toEqual([255, 0, 128, 255]);
});
