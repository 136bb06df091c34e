import { imageGrid } from "@elbo/bench";
import type { Field, Named, Numbers } from "@elbo/spec";
import type { CorruptionConfig, Restored, Vae } from "@elbo/vae";
import { writePng } from "../archives/png.ts";
import type { PlacedDamage } from "../config/damage.ts";
import { type DamagedPicture, pictureShape, readDamaged } from "../pictures/damaged-picture.ts";
import { joinTiles, scaled } from "../pictures/tiles.ts";

/** What was done to a picture, and how to restore it. */
export interface PictureRestoration {
  readonly file: string;
  readonly mask?: string | undefined;
  /** In the order in which it was done, after it was made smaller. */
  readonly noise: readonly PlacedDamage[];
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

/** Tiles that were damaged alike: where JPEG's blocks lie depends on where a tile does. */
function alike({ tiling }: DamagedPicture, before: readonly CorruptionConfig[], noise: readonly PlacedDamage[]) {
  const groups = new Map<string, { readonly corruption: CorruptionConfig[]; readonly tiles: number[] }>();
  for (const [tile, corner] of tiling.corners.entries()) {
    const corruption = [...before, ...noise.map((each) => each.at(corner))];
    const name = JSON.stringify(corruption);
    const group = groups.get(name) ?? { corruption, tiles: [] };
    group.tiles.push(tile);
    groups.set(name, group);
  }
  return [...groups.values()];
}

/** Those rows of `size` numbers that belong to some tiles. */
const rowsOf = (values: Float32Array, tiles: readonly number[], size: number): Float32Array => {
  const rows = new Float32Array(tiles.length * size);
  for (const [row, tile] of tiles.entries()) rows.set(values.subarray(tile * size, (tile + 1) * size), row * size);
  return rows;
};

/** Restores all tiles. */
async function restoreTiles(
  vae: Vae,
  damaged: DamagedPicture,
  { noise, factor, draws, seed, condition, onProgress, signal }: PictureRestoration,
): Promise<Restored> {
  const count = damaged.tiling.corners.length;
  const groups = alike(damaged, factor > 1 ? [{ kind: "downscaled", factor }] : [], noise);
  const size = (vae.dataset.fields.x as Field).shape.reduce((a, b) => a * b, 1);
  const all: Restored = {
    draws: new Float32Array(draws * count * size),
    mean: new Float32Array(count * size),
    deviation: new Float32Array(count * size),
    taken: new Float32Array(count),
  };
  let before = 0;
  for (const { corruption, tiles } of groups) {
    const fields = Object.entries(damaged.fields).map(([name, values]) => [
      name,
      rowsOf(values, tiles, values.length / count),
    ]);
    const found = await vae.restore(
      { ...Object.fromEntries(fields), ...conditionFields(vae, condition, tiles.length) },
      {
        corruption,
        draws,
        seed,
        onProgress: (done, total) => onProgress?.(before + (tiles.length * done) / total, count),
        ...(signal ? { signal } : {}),
      },
    );
    for (const [row, tile] of tiles.entries()) {
      const own = (values: Float32Array, at: number) => values.subarray(at * size, (at + 1) * size);
      all.mean.set(own(found.mean, row), tile * size);
      all.deviation.set(own(found.deviation, row), tile * size);
      for (let draw = 0; draw < draws; draw++) {
        all.draws.set(own(found.draws, draw * tiles.length + row), (draw * count + tile) * size);
      }
      all.taken[tile] = found.taken[row] as number;
    }
    before += tiles.length;
  }
  return all;
}

/** Restores a picture file with a model of pictures, tile by tile where it is larger than those that the model knows. */
export async function restorePicture(vae: Vae, how: PictureRestoration): Promise<RestoredPicture> {
  const { file, mask, noise, factor, overlap, draws } = how;
  const grid = Math.max(1, ...noise.map((each) => each.grid));
  const damaged = await readDamaged({ file, mask }, pictureShape(vae), { factor, overlap, grid });
  const restored = await restoreTiles(vae, damaged, how);
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

/** One picture as a PNG, pixel by pixel: grey, or red, green and blue. */
export const picturePng = (values: Float32Array, [height, width, channels]: RestoredPicture["shape"]): Buffer =>
  writePng({
    height,
    width,
    channels,
    bytes: Uint8Array.from(values, (value) => Math.round(255 * Math.min(1, Math.max(0, value)))),
  });

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
