import { describe, expect, it } from "vitest";
import { cutTiles, joinTiles, planTiles, scaled } from "./tiles.ts";

const picture = (height: number, width: number, channels: number) =>
  Float32Array.from({ length: height * width * channels }, (_, i) => Math.fround(Math.abs(Math.sin(i))));

describe("tiles", () => {
  it("are one where the picture is as large, and cover a larger one with the overlap asked for", () => {
    expect(planTiles([4, 4], [4, 4], 2).corners).toEqual([[0, 0]]);
    expect(planTiles([4, 9], [4, 4], 0).corners).toEqual([
      [0, 0],
      [0, 4],
      [0, 5],
    ]);
    expect(planTiles([4, 8], [4, 4], 2).corners).toEqual([
      [0, 0],
      [0, 2],
      [0, 4],
    ]);
    expect(planTiles([12, 30], [12, 12], 2, 8).corners.map(([, left]) => left)).toEqual([0, 8, 16, 18]);
    expect(planTiles([4, 9], [4, 4], 2, 8).corners.map(([, left]) => left)).toEqual([0, 2, 4, 5]);
    expect(scaled(planTiles([4, 8], [4, 4], 0), 2)).toEqual(planTiles([8, 16], [8, 8], 0));
  });

  it("cut and joined give the picture back, with and without overlap", () => {
    for (const [channels, overlap] of [
      [1, 0],
      [3, 2],
      [1, 9],
    ] as const) {
      const values = picture(7, 10, channels);
      const tiling = planTiles([7, 10], [4, 4], overlap);
      const joined = joinTiles(cutTiles(values, tiling, channels), tiling, channels);
      expect(Math.max(...joined.map((v, i) => Math.abs(v - (values[i] as number))))).toBeLessThan(1e-6);
    }
  });

  it("give way to each other where they differ: the middle of an overlap is their mean", () => {
    const tiling = planTiles([1, 6], [1, 4], 2);
    const tiles = [0, 0, 0, 0, 1, 1, 1, 1];
    expect([...joinTiles(tiles, tiling, 1)].map((v) => Math.round(100 * v))).toEqual([0, 0, 33, 67, 100, 100]);
  });
});
