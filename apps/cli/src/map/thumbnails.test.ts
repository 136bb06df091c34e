import { PNG } from "pngjs";
import { expect, it } from "vitest";
import { thumbnailsOf } from "./thumbnails.ts";

it("puts pictures on one sheet in order, shrunk to 32 pixels", async () => {
  const [height, width] = [64, 32];
  const levels = [0, 0.2, 0.4, 0.6, 0.8];
  const read = async (first: number, count: number) =>
    Float32Array.from(
      { length: count * height * width },
      (_, i) => levels[first + Math.floor(i / (height * width))] as number,
    );
  const sheet = await thumbnailsOf(levels.length, [height, width, 1], read);
  expect(sheet).toMatchObject({ columns: 3, height: 32, width: 16 });
  const image = PNG.sync.read(sheet.png);
  expect([image.width, image.height]).toEqual([48, 64]);
  const at = (i: number) => image.data[4 * ((Math.floor(i / 3) * 32 + 5) * 48 + (i % 3) * 16 + 7)];
  expect(levels.map((_, i) => at(i))).toEqual([0, 51, 102, 153, 204]);
});
