import type { Coins } from "../compute/archives.ts";
import { SIDE } from "./show.ts";

/** Most pixels of a picture: more would take a page long. */
export const MOST = 2 ** 20;

/** Red, green, blue and opacity as black and white: white where it is brighter than half, over black. */
export function coinsOf({ data, width, height }: Pick<ImageData, "data" | "width" | "height">): Coins {
  const pixels = new Uint8Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    const [red, green, blue, opacity] = [0, 1, 2, 3].map((c) => data[4 * i + c] as number) as [number, ...number[]];
    const light = (0.299 * red + 0.587 * (green as number) + 0.114 * (blue as number)) * ((opacity as number) / 255);
    pixels[i] = light >= 127.5 ? 1 : 0;
  }
  return { width, height, pixels };
}

/** Black and white as red, green, blue and opacity. */
export function paint({ pixels }: Coins, into: Uint8ClampedArray): void {
  for (const [i, white] of pixels.entries()) into.fill(255 * white, 4 * i, 4 * i + 3).fill(255, 4 * i + 3, 4 * i + 4);
}

/** `columns` digits side by side in as many rows, out of `[digit, 784]` bytes. */
export function sheetOf(digits: Uint8Array, columns: number, first = 0): Coins {
  const side = columns * SIDE;
  const count = digits.length / (SIDE * SIDE);
  const pixels = Uint8Array.from({ length: side * side }, (_, i) => {
    const [y, x] = [Math.floor(i / side), i % side];
    const digit = (first + Math.floor(y / SIDE) * columns + Math.floor(x / SIDE)) % count;
    return (digits[(digit * SIDE + (y % SIDE)) * SIDE + (x % SIDE)] as number) >= 128 ? 1 : 0;
  });
  return { width: side, height: side, pixels };
}
