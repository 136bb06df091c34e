/** Height and width, pixels. */
export type Size = readonly [height: number, width: number];

/** Where tiles of one size lie in a larger picture. */
export interface Tiling {
  readonly picture: Size;
  readonly tile: Size;
  /** Upper left corners, row by row. */
  readonly corners: readonly (readonly [top: number, left: number])[];
}

/** First pixels of tiles that cover `length` pixels, one every `step`. */
function starts(length: number, tile: number, step: number): number[] {
  const found: number[] = [];
  for (let at = 0; at + tile < length; at += step) found.push(at);
  return [...found, length - tile];
}

/**
 * Tiles that cover a picture at least as large as one and overlap by at least `overlap`, the last of a row or column moved inwards.
 * The others begin at multiples of `grid`, where a tile is as large.
 */
export function planTiles(picture: Size, tile: Size, overlap: number, grid = 1): Tiling {
  const [rows, columns] = [0, 1].map((axis) => {
    const [length, side] = [picture[axis] as number, tile[axis] as number];
    const step = Math.max(1, side - overlap);
    return starts(length, side, side < grid ? step : Math.max(grid, step - (step % grid)));
  }) as [number[], number[]];
  return { picture, tile, corners: rows.flatMap((top) => columns.map((left) => [top, left] as const)) };
}

/** A tiling of pictures that are `factor` times as large. */
export const scaled = ({ picture, tile, corners }: Tiling, factor: number): Tiling => ({
  picture: [picture[0] * factor, picture[1] * factor],
  tile: [tile[0] * factor, tile[1] * factor],
  corners: corners.map(([top, left]) => [top * factor, left * factor] as const),
});

/** Visits every row of every tile: where it begins in the tiles, and where in the picture. */
function eachRow({ picture, tile, corners }: Tiling, visit: (tile: number, row: number, at: number) => void): void {
  for (const [n, [top, left]] of corners.entries()) {
    for (let row = 0; row < tile[0]; row++) visit(n, row, (top + row) * picture[1] + left);
  }
}

/** A picture `[height, width, channel]` as tiles `[tile, height, width, channel]`. */
export function cutTiles(values: Float32Array, tiling: Tiling, channels: number): Float32Array {
  const [height, width] = tiling.tile;
  const into = new Float32Array(tiling.corners.length * height * width * channels);
  eachRow(tiling, (tile, row, at) => {
    into.set(values.subarray(at * channels, (at + width) * channels), (tile * height + row) * width * channels);
  });
  return into;
}

/** Tiles as one picture: where they overlap, their mean, in which a pixel counts the more the farther it is from its tile's edge. */
export function joinTiles(tiles: ArrayLike<number>, tiling: Tiling, channels: number): Float32Array {
  const [height, width] = tiling.tile;
  const [rows, columns] = tiling.picture;
  const sums = new Float64Array(rows * columns * channels);
  const weights = new Float64Array(rows * columns);
  const inwards = (at: number, side: number) => Math.min(at + 1, side - at);
  eachRow(tiling, (tile, row, at) => {
    for (let column = 0; column < width; column++) {
      const weight = inwards(row, height) * inwards(column, width);
      const [from, to] = [((tile * height + row) * width + column) * channels, (at + column) * channels];
      weights[at + column] = (weights[at + column] as number) + weight;
      for (let c = 0; c < channels; c++) sums[to + c] = (sums[to + c] as number) + weight * (tiles[from + c] as number);
    }
  });
  return Float32Array.from(sums, (sum, i) => sum / (weights[Math.floor(i / channels)] as number));
}
