import { expect, it } from "vitest";
import { countTiles, cutTiles, joinTiles } from "./tiles.ts";

const counted = (length: number) => Uint8Array.from({ length }, (_, i) => i + 1);

it("cuts row by row, and repeats the last row and column beyond the edges", () => {
  const picture = { height: 3, width: 3, channels: 1 };
  const tile = { height: 2, width: 2, channels: 1 };
  expect(countTiles(picture, tile)).toBe(4);
  expect([...cutTiles(counted(9), picture, tile)]).toEqual([1, 2, 4, 5, 3, 3, 6, 6, 7, 8, 7, 8, 9, 9, 9, 9]);
});

it.each([
  [
    { height: 1, width: 1, channels: 3 },
    { height: 4, width: 5, channels: 3 },
  ],
  [
    { height: 7, width: 9, channels: 3 },
    { height: 4, width: 5, channels: 3 },
  ],
  [
    { height: 8, width: 10, channels: 1 },
    { height: 4, width: 5, channels: 1 },
  ],
  [
    { height: 4, width: 5, channels: 3 },
    { height: 4, width: 5, channels: 3 },
  ],
])("puts %o together again from tiles of %o", (picture, tile) => {
  const pixels = counted(picture.height * picture.width * picture.channels);
  const tiles = cutTiles(pixels, picture, tile);
  expect(tiles.length).toBe(countTiles(picture, tile) * tile.height * tile.width * tile.channels);
  expect([...joinTiles(tiles, picture, tile)]).toEqual([...pixels]);
});
