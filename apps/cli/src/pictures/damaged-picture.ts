import { type Picture, readPicture } from "@elbo/datasets";
import { DataError, type Field, NotSupportedError } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { cutTiles, planTiles, type Size, type Tiling } from "./tiles.ts";

/** A person's picture made fit for a model. */
export interface DamagedPicture {
  /** `[height, width, channel]` in 0..1, with as many channels as the model's. */
  readonly values: Float32Array;
  /** 1 where a pixel is seen, 0 where it is hidden, as `values`; undefined without a mask. */
  readonly mask: Float32Array | undefined;
  readonly size: Size;
  readonly channels: 1 | 3;
  /** Over what is seen. */
  readonly tiling: Tiling;
  /** Fields for `vae.restore`, one example a tile. */
  readonly fields: { readonly x: Float32Array; readonly "x.mask"?: Float32Array };
}

/** What a model takes for a picture: its size and channels. @throws NotSupportedError for a model of something else. */
export function pictureShape(vae: Pick<Vae, "dataset">): readonly [number, number, 1 | 3] {
  const { shape, support } = vae.dataset.fields.x as Field;
  const [height, width, channels] = shape;
  if (shape.length === 3 && (channels === 1 || channels === 3) && (support === "unit" || support === "binary")) {
    return [height as number, width as number, channels];
  }
  throw new NotSupportedError("the model is not one of pictures", {
    where: `data ${vae.dataset.name}`,
    expected: "x of [height, width, 1 or 3] in 0..1",
    received: `x of [${shape}], ${support}`,
    remedy: "Name a run of pictures with --model.",
  });
}

const sizeText = ({ height, width }: Pick<Picture, "height" | "width">) => `${width}x${height} pixels`;

/** Bytes as numbers in 0..1, grey repeated to `channels`. @throws DataError for colours that a grey model cannot hold. */
export function inChannels({ bytes, channels: own }: Picture, channels: 1 | 3, file: string): Float32Array {
  if (own > channels) {
    throw new DataError("this picture has colours, and the model is of grey ones", {
      where: file,
      expected: "a grey picture",
      received: "red, green and blue that differ",
      remedy: "Make it grey first, or name a model of colour pictures with --model.",
    });
  }
  const times = channels / own;
  return Float32Array.from({ length: bytes.length * times }, (_, i) => (bytes[Math.floor(i / times)] as number) / 255);
}

/** Reads a mask: white is hidden. @throws DataError for one of another size, in colours, or that hides nothing or everything. */
async function readMask(file: string, picture: Picture, channels: number): Promise<Float32Array> {
  const mask = await readPicture(file);
  const wrong = (problem: string, received: string) =>
    new DataError(problem, {
      where: file,
      expected: `${sizeText(picture)}, white where the picture is to be filled in, black where it is to stay`,
      received,
    });
  if (mask.height !== picture.height || mask.width !== picture.width) {
    throw wrong("the mask is not as large as the picture", sizeText(mask));
  }
  const pixels = mask.height * mask.width;
  const bright = (pixel: number, channel: number) => (mask.bytes[pixel * mask.channels + channel] as number) >= 128;
  for (let pixel = 0; mask.channels === 3 && pixel < pixels; pixel++) {
    if (bright(pixel, 0) === bright(pixel, 1) && bright(pixel, 0) === bright(pixel, 2)) continue;
    throw wrong(
      "the mask has colours",
      `${mask.bytes.subarray(3 * pixel, 3 * pixel + 3).join(", ")} in row ${Math.floor(pixel / mask.width)}`,
    );
  }
  const seen = Float32Array.from({ length: pixels * channels }, (_, i) =>
    bright(Math.floor(i / channels), 0) ? 0 : 1,
  );
  const hidden = seen.reduce((sum, v) => sum + 1 - v, 0) / channels;
  if (hidden === 0) throw wrong("the mask hides nothing", "no white pixel");
  if (hidden === pixels) throw wrong("the mask hides everything", "white pixels only");
  return seen;
}

/** How many pixels of it are hidden. */
export const hiddenPixels = ({ mask, channels }: DamagedPicture): number =>
  mask ? mask.filter((v) => v === 0).length / channels : 0;

/**
 * Reads a damaged picture and its mask, and cuts it into tiles of the model's size; `factor` is how much smaller than the model
 * it was made.
 *
 * @throws DataError for files that cannot be read or do not fit the model or each other.
 */
export async function readDamaged(
  { file, mask: maskFile }: { readonly file: string; readonly mask?: string | undefined },
  [height, width, channels]: readonly [number, number, 1 | 3],
  { factor, overlap, grid }: { readonly factor: number; readonly overlap?: number | undefined; readonly grid?: number },
): Promise<DamagedPicture> {
  const picture = await readPicture(file);
  const tile: Size = [height / factor, width / factor];
  if (!tile.every(Number.isInteger)) {
    throw new NotSupportedError("the model's pictures do not divide into such blocks", {
      where: "--downscaled",
      expected: `a factor that divides ${height} and ${width}`,
      received: `${factor}`,
    });
  }
  if (picture.height < tile[0] || picture.width < tile[1]) {
    throw new DataError("the picture is smaller than those that the model was trained on", {
      where: file,
      expected: `at least ${tile[1]}x${tile[0]} pixels`,
      received: sizeText(picture),
      remedy: "Put it into a larger picture, with a mask that hides the rest.",
    });
  }
  const shorter = Math.min(...tile);
  if (overlap !== undefined && overlap >= shorter) {
    throw new NotSupportedError("tiles that overlap so far would not move on", {
      where: "--overlap",
      expected: `0 to ${shorter - 1} pixels, for tiles of ${tile[1]}x${tile[0]}`,
      received: `${overlap}`,
    });
  }
  const values = inChannels(picture, channels, file);
  const mask = maskFile === undefined ? undefined : await readMask(maskFile, picture, channels);
  const size: Size = [picture.height, picture.width];
  const tiling = planTiles(size, tile, overlap ?? Math.floor(shorter / 4), grid);
  return {
    values,
    mask,
    size,
    channels,
    tiling,
    fields: {
      x: cutTiles(values, tiling, channels),
      ...(mask ? { "x.mask": cutTiles(mask, tiling, channels) } : {}),
    },
  };
}
