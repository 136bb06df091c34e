import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { imageGrid } from "@elbo/bench";

/** An IDX file of `count` images of `side` x `side` bytes: a bright bar in one of the rows. */
export function idxImages(count: number, side = 8): Buffer {
  const header = Buffer.from([0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  [count, side, side].forEach((size, i) => {
    header.writeUInt32BE(size, 4 + 4 * i);
  });
  const pixels = Buffer.alloc(count * side * side);
  for (let n = 0; n < count; n++) {
    const start = n * side * side + (n % side) * side;
    pixels.fill(255, start, start + side);
  }
  return Buffer.concat([header, pixels]);
}

/** A grey PNG of one brightness. */
export function greyPng(height: number, width: number, brightness: number): Buffer {
  const pixels = new Array(height * width).fill(brightness / 255);
  return imageGrid(pixels, { shape: [height, width, 1], columns: 1, scale: 1, gap: 0 });
}

/** A folder of pictures, all alike in size unless told. */
export async function savePictures(folder: string, count: number, size = 8): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let n = 0; n < count; n++)
    await writeFile(join(folder, `p${String(n).padStart(3, "0")}.png`), greyPng(size, size, (n * 37) % 256));
}

/** A table of `rows` lines and three columns. */
export const csv = (
  rows: number,
  cell = (row: number, column: number) => `${((row * 7 + column * 3) % 11) / 2}`,
): string =>
  ["a,b,c", ...Array.from({ length: rows }, (_, row) => [0, 1, 2].map((column) => cell(row, column)).join(","))].join(
    "\n",
  );

/** Lines of a few words. */
export const lines = (count: number): string =>
  Array.from({ length: count }, (_, n) => ["ana", "otto", "hannah", "bob"][n % 4]).join("\n");
