import type { Dataset, FactorGrid } from "@elbo/spec";
import { configChecks, datasetChecks, describeConformance } from "@elbo/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { createDspritesData, dspritesData, dspritesDataConfig } from "./dsprites.ts";

const open = (more: object = {}) => createDspritesData(dspritesDataConfig.parse({ kind: "dsprites", ...more })).open();

describeConformance("dsprites", [
  ...configChecks(dspritesData, {}),
  ...datasetChecks(() => open({ size: 16, validation: 5 })),
]);

describe("dsprites", () => {
  let data: Dataset;
  let grid: FactorGrid;
  beforeAll(async () => {
    data = await open();
    grid = data.grid as FactorGrid;
  });
  const picture = async (...values: number[]) => {
    const x = new Float32Array(64 * 64);
    await grid.all.read(Int32Array.of(grid.indexOf(values)), { x });
    return x;
  };
  const area = (x: Float32Array) => x.reduce((sum, value) => sum + value, 0);
  /** Mean column and row of the white pixels. */
  const centre = (x: Float32Array) => {
    const mean = (of: (at: number) => number) => x.reduce((sum, value, at) => sum + value * of(at), 0) / area(x);
    return [mean((at) => at % 64), mean((at) => Math.floor(at / 64))] as const;
  };

  it("numbers the published grid as published: bases 737280, 245760, 40960, 1024, 32, 1", () => {
    expect(grid.all.length).toBe(737_280);
    expect(grid.factors.map(({ size }) => size)).toEqual([1, 3, 6, 40, 32, 32]);
    const bases = [737_280, 245_760, 40_960, 1024, 32, 1];
    for (const values of [
      [0, 0, 0, 0, 0, 0],
      [0, 2, 5, 39, 31, 31],
      [0, 1, 3, 17, 30, 9],
    ]) {
      const index = values.reduce((sum, value, k) => sum + value * (bases[k] as number), 0);
      expect(grid.indexOf(values)).toBe(index);
      expect([...grid.valuesOf(index)]).toEqual(values);
    }
    expect(() => grid.indexOf([0, 3, 0, 0, 0, 0])).toThrow("no such shape: expected 0..2, got 3");
    expect(() => grid.indexOf([0, 0])).toThrow(/colour, shape, scale.*got 2 values/);
    expect(() => grid.valuesOf(737_280)).toThrow(/737279/);
  });

  it("tells the factors of each example, and draws what they say", async () => {
    const { train } = data.splits;
    const [x, attributes] = [new Float32Array(3 * 4096), new Float32Array(3 * 6)];
    await train.read(Int32Array.of(5, 700_000, 123_456), { x, attributes });
    for (const slot of [0, 1, 2]) {
      expect(x.slice(4096 * slot, 4096 * (slot + 1))).toEqual(
        await picture(...attributes.slice(6 * slot, 6 * slot + 6)),
      );
    }
    expect(data.fields.attributes?.columns?.[2]).toEqual({ name: "scale", type: "ordinal", categories: 6 });
  });

  it("shifts by one pixel per position, right and down, without touching the border", async () => {
    for (const shape of [0, 1, 2]) {
      const corner = await picture(0, shape, 5, 7, 0, 0);
      const moved = await picture(0, shape, 5, 7, 31, 20);
      for (let row = 0; row < 44; row++) {
        for (let column = 0; column < 33; column++) {
          expect(moved[(row + 20) * 64 + column + 31]).toBe(corner[row * 64 + column]);
        }
      }
      expect(area(moved)).toBe(area(corner));
      for (let at = 0; at < 64; at++) expect(corner[at]).toBe(0);
      expect(centre(await picture(0, 0, 5, 0, 0, 31))).toEqual([15.5, 46.5]);
    }
  });

  it("has the areas of its curves at every scale, at every angle", async () => {
    // Of the heart's curve by integration over its columns: 3.66197.
    const areas = [19.2 ** 2, Math.PI * 12 * 7.2, 9.6 ** 2 * 3.66197];
    for (const [shape, whole] of areas.entries()) {
      for (const scale of [0, 3, 5]) {
        let sum = 0;
        for (let turn = 0; turn < 39; turn++) sum += area(await picture(0, shape, scale, turn, 16, 16));
        expect(Math.abs(sum / 39 / (whole * (0.5 + 0.1 * scale) ** 2) - 1)).toBeLessThan(0.02);
      }
    }
  });

  it("counts both ends of the circle, and turns clockwise", async () => {
    for (const shape of [0, 1, 2])
      expect(await picture(0, shape, 4, 39, 3, 4)).toEqual(await picture(0, shape, 4, 0, 3, 4));
    // A heart is heavier above its curve's origin; a quarter turn clockwise brings that to the right.
    const [upright, turned] = [centre(await picture(0, 2, 5, 0, 16, 16)), centre(await picture(0, 2, 5, 10, 16, 16))];
    expect(upright[1]).toBeLessThan(31.2);
    expect(turned[0]).toBeGreaterThan(31.8);
    expect(upright[0]).toBeCloseTo(31.5, 6);
  });

  it("sets examples aside by seed, disjointly, and holds nothing of them in memory", async () => {
    const other = await open({ test: 50, validation: 30 });
    const read = async ({ splits }: Dataset, name: "train" | "validation" | "test") => {
      const split = splits[name];
      if (!split) throw new Error("it was asked for");
      const attributes = new Float32Array(6 * split.length);
      await split.read(
        Int32Array.from({ length: split.length }, (_, i) => i),
        { attributes },
      );
      return Array.from({ length: split.length }, (_, i) => grid.indexOf(attributes.subarray(6 * i, 6 * i + 6)));
    };
    const all = [...(await read(other, "train")), ...(await read(other, "validation")), ...(await read(other, "test"))];
    expect(all.length).toBe(737_280);
    expect(new Set(all).size).toBe(737_280);
  });
});
