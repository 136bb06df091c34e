import { PNG } from "pngjs";
import type { Picture } from "./decode-image.ts";

/** Bytes of a picture as a grey or colour PNG: how little a lossless coder that knows no other picture makes of it. */
export function pngSize({ height, width, channels, bytes }: Picture): number {
  const png = new PNG({ width, height });
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let c = 0; c < 3; c++) png.data[4 * pixel + c] = bytes[pixel * channels + Math.min(c, channels - 1)] as number;
    png.data[4 * pixel + 3] = 255;
  }
  return PNG.sync.write(png, { colorType: channels === 1 ? 0 : 2 }).length;
}
