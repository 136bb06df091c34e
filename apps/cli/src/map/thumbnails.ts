import { imageGrid } from "@elbo/bench";
import { resize } from "@elbo/datasets";
import type { Numbers } from "@elbo/spec";

/** Small pictures of all examples on one sheet, row by row. */
export interface Thumbnails {
  readonly png: Buffer;
  readonly columns: number;
  readonly height: number;
  readonly width: number;
}

/** Longest side of a thumbnail, pixels. */
const SIDE = 32;
/** Pictures in memory in full size at a time. */
const CHUNK = 200;

/** Makes the sheet; `read` gives pictures `[picture, height, width, channel]` in 0..1. */
export async function thumbnailsOf(
  count: number,
  [height, width, channels]: readonly [height: number, width: number, channels: 1 | 3],
  read: (first: number, count: number) => Promise<Numbers>,
): Promise<Thumbnails> {
  const scale = Math.min(1, SIDE / Math.max(height, width));
  const small = [Math.max(1, Math.round(scale * height)), Math.max(1, Math.round(scale * width))] as const;
  const [size, kept] = [height * width * channels, small[0] * small[1] * channels];
  const all = new Float32Array(count * kept);
  for (let first = 0; first < count; first += CHUNK) {
    const many = Math.min(CHUNK, count - first);
    const x = await read(first, many);
    for (let i = 0; i < many; i++) {
      const bytes = Uint8Array.from(x.subarray(i * size, (i + 1) * size), (value) => Math.round(255 * value));
      const picture = resize({ height, width, channels, bytes }, small, "box");
      all.set(
        Array.from(picture.bytes, (byte) => byte / 255),
        (first + i) * kept,
      );
    }
  }
  const columns = Math.ceil(Math.sqrt(count));
  const png = imageGrid(all, { shape: [small[0], small[1], channels], columns, scale: 1, gap: 0 });
  return { png, columns, height: small[0], width: small[1] };
}
