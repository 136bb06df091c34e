/** Height, width and channels of pictures or tiles, pixels. */
export interface PictureSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Tiles that a picture is cut into, row by row. */
export const countTiles = (picture: PictureSize, tile: PictureSize): number =>
  Math.ceil(picture.height / tile.height) * Math.ceil(picture.width / tile.width);

const volume = ({ height, width, channels }: PictureSize) => height * width * channels;

/** For every pixel of every tile: where it comes from in the picture, at the first channel; pixels beyond its edges repeat them. */
function* places(
  picture: PictureSize,
  tile: PictureSize,
): Generator<readonly [at: number, from: number, inside: boolean]> {
  const { channels } = picture;
  let at = 0;
  for (let top = 0; top < picture.height; top += tile.height) {
    for (let left = 0; left < picture.width; left += tile.width) {
      for (let y = top; y < top + tile.height; y++) {
        const row = Math.min(y, picture.height - 1);
        for (let x = left; x < left + tile.width; x++, at += channels) {
          const column = Math.min(x, picture.width - 1);
          yield [at, (row * picture.width + column) * channels, row === y && column === x];
        }
      }
    }
  }
}

/**
 * Cuts `pixels` `[height, width, channel]` into tiles `[tile, height, width, channel]`, row by row. Where the picture ends within
 * a tile, its last row and column are repeated.
 */
export function cutTiles(pixels: Uint8Array, picture: PictureSize, tile: PictureSize): Uint8Array {
  if (picture.height === tile.height && picture.width === tile.width) return pixels;
  const cut = new Uint8Array(countTiles(picture, tile) * volume(tile));
  for (const [at, from] of places(picture, tile)) {
    for (let channel = 0; channel < picture.channels; channel++) cut[at + channel] = pixels[from + channel] as number;
  }
  return cut;
}

/** The picture that `cutTiles` cut. */
export function joinTiles(tiles: Uint8Array, picture: PictureSize, tile: PictureSize): Uint8Array {
  if (picture.height === tile.height && picture.width === tile.width) return tiles;
  const pixels = new Uint8Array(volume(picture));
  for (const [at, from, inside] of places(picture, tile)) {
    if (!inside) continue;
    for (let channel = 0; channel < picture.channels; channel++) pixels[from + channel] = tiles[at + channel] as number;
  }
  return pixels;
}
