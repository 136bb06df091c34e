import { imageGrid } from "@elbo/bench";
import type { Named, Numbers } from "@elbo/spec";
import type { CorruptionConfig, Vae } from "@elbo/vae";
import { type DamagedPicture, pictureShape, readDamaged } from "../pictures/damaged-picture.ts";
import { joinTiles, scaled } from "../pictures/tiles.ts";

/** What was done to a picture, and how to restore it. */
export interface PictureRestoration {
  readonly file: string;
  readonly mask?: string | undefined;
  /** In the order in which it was done, after it was made smaller. */
  readonly noise: readonly CorruptionConfig[];
  /** The picture was made so many times smaller; 1: it was not. */
  readonly factor: number;
  readonly overlap?: number | undefined;
  readonly draws: number;
  readonly seed: bigint;
  /** Fields of the model's condition, of one example. */
  readonly condition?: Named<ArrayLike<number>> | undefined;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** A picture restored. Values in 0..1, `[height, width, channel]`. */
export interface RestoredPicture {
  readonly shape: readonly [number, number, 1 | 3];
  readonly damaged: DamagedPicture;
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
  readonly draws: readonly Float32Array[];
  /** Share of the moves that were taken, over tiles. */
  readonly taken: number;
}

/** A condition's numbers once for each tile. */
function conditionFields(vae: Vae, condition: PictureRestoration["condition"], tiles: number): Named<Numbers> {
  return Object.fromEntries(
    Object.entries(condition ?? {}).map(([name, values]) => {
      const all = Array.from({ length: tiles }, () => Array.from(values)).flat();
      return [name, vae.dataset.fields[name]?.dtype === "int32" ? Int32Array.from(all) : Float32Array.from(all)];
    }),
  );
}

/** Restores a picture file with a model of pictures, tile by tile where it is larger than those that the model knows. */
export async function restorePicture(vae: Vae, how: PictureRestoration): Promise<RestoredPicture> {
  const { file, mask, noise, factor, overlap, draws, seed, condition, onProgress, signal } = how;
  const damaged = await readDamaged({ file, mask }, pictureShape(vae), { factor, overlap });
  const tiles = damaged.tiling.corners.length;
  const restored = await vae.restore(
    { ...damaged.fields, ...conditionFields(vae, condition, tiles) },
    {
      corruption: [...(factor > 1 ? [{ kind: "downscaled", factor }] : []), ...noise],
      draws,
      seed,
      ...(onProgress ? { onProgress } : {}),
      ...(signal ? { signal } : {}),
    },
  );
  const { channels } = damaged;
  const tiling = scaled(damaged.tiling, factor);
  const join = (values: Float32Array) => joinTiles(values, tiling, channels);
  const each = restored.mean.length;
  return {
    shape: [...tiling.picture, channels],
    damaged,
    mean: join(restored.mean),
    deviation: join(restored.deviation),
    draws: Array.from({ length: draws }, (_, d) => join(restored.draws.subarray(d * each, (d + 1) * each))),
    taken: restored.taken.reduce((a, b) => a + b, 0) / restored.taken.length,
  };
}

/** One picture as a PNG, pixel by pixel. */
export const picturePng = (values: Float32Array, shape: RestoredPicture["shape"]): Buffer =>
  imageGrid(values, { shape, columns: 1, scale: 1, gap: 0 });

/** Deviations as brightness: black is 0, white 0.5, the most that a number in 0..1 can deviate. */
export const deviationMap = (deviation: Float32Array): Float32Array => deviation.map((v) => Math.min(1, 2 * v));

/** What is seen in the size of what is restored, hidden pixels mid-grey. */
function shownDamage({ damaged, shape }: RestoredPicture): Float32Array {
  const [height, width, channels] = shape;
  const factor = height / damaged.size[0];
  return Float32Array.from({ length: height * width * channels }, (_, i) => {
    const [pixel, channel] = [Math.floor(i / channels), i % channels];
    const [row, column] = [Math.floor(pixel / width / factor), Math.floor((pixel % width) / factor)];
    const at = (row * damaged.size[1] + column) * channels + channel;
    return damaged.mask?.[at] === 0 ? 0.5 : (damaged.values[at] as number);
  });
}

const SHOWN = 4;
/** Pictures lower than this are shown larger. */
const LOW = 64;

/** The damaged picture, the mean, some draws and the deviations, side by side. */
export function restorationStrip(restored: RestoredPicture): Buffer {
  const { shape, mean, draws, deviation } = restored;
  const pictures = [shownDamage(restored), mean, ...draws.slice(0, SHOWN), deviationMap(deviation)];
  const all = new Float32Array(pictures.length * mean.length);
  for (const [n, picture] of pictures.entries()) all.set(picture, n * mean.length);
  return imageGrid(all, { shape, columns: pictures.length, scale: Math.max(1, Math.ceil(LOW / shape[0])) });
}
