import { PNG } from "pngjs";

/** How images are laid out. */
export interface GridOptions {
  /** Event shape of one image. */
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly columns: number;
  /** Each pixel becomes a square of so many. */
  readonly scale?: number;
  /** Pixels between images, before scaling. */
  readonly gap?: number;
}

const byte = (x: number) => Math.max(0, Math.min(255, Math.round(x * 255)));

/** A PNG of images `[count, height, width, channel]` with values in [0, 1], row by row. */
export function imageGrid(values: ArrayLike<number>, { shape, columns, scale = 2, gap = 1 }: GridOptions): Buffer {
  const [height, width, channels] = shape;
  const size = height * width * channels;
  const count = Math.floor(values.length / size);
  const rows = Math.max(1, Math.ceil(count / columns));
  const png = new PNG({
    width: (columns * (width + gap) + gap) * scale,
    height: (rows * (height + gap) + gap) * scale,
  });
  png.data.fill(40);
  for (let i = 3; i < png.data.length; i += 4) png.data[i] = 255;
  for (let n = 0; n < count; n++) {
    const left = gap + (n % columns) * (width + gap);
    const top = gap + Math.floor(n / columns) * (height + gap);
    for (let y = 0; y < height * scale; y++) {
      for (let x = 0; x < width * scale; x++) {
        const from = n * size + (Math.floor(y / scale) * width + Math.floor(x / scale)) * channels;
        const to = ((top * scale + y) * png.width + left * scale + x) * 4;
        for (let c = 0; c < 3; c++) png.data[to + c] = byte(values[from + Math.min(c, channels - 1)] as number);
      }
    }
  }
  return PNG.sync.write(png);
}
