/**
 * dSprites (Matthey, Higgins, Hassabis, Lerchner 2017), drawn when it is read: 737,280 white shapes on black, one for every
 * combination of colour (1), shape (3: square, ellipse, heart), scale (6: 0.5 to 1), orientation (40: 0 to 2 pi, both ends
 * counted, so that the first and the last are one angle) and position (32 x 32, a pixel apart). Factors, values, numbering
 * and the square are those of the published file; the outlines of ellipse and heart are ours, so pixels differ from it.
 */
import type { DatasetSource, Definition, Factor, Field, Named } from "@elbo/spec";
import { z } from "zod";
import { checkedSplit, type Fill, positionsOf } from "../splits/checked-split.ts";
import { holdOut, seedField, share } from "../splits/hold-out.ts";
import { drawSprite, spriteShapes } from "./draw-sprite.ts";
import { factorGrid } from "./factor-grid.ts";

export const dspritesDataConfig = z.strictObject({
  kind: z.literal("dsprites"),
  size: z.number().int().min(8).max(256).default(64).describe("height and width, pixels; published: 64"),
  validation: share("validation").default(0),
  test: share("the test").default(10_000),
  seed: seedField,
});
export type DspritesDataConfig = z.infer<typeof dspritesDataConfig>;

const factors: readonly Factor[] = [
  { name: "colour", size: 1 },
  { name: "shape", size: 3 },
  { name: "scale", size: 6 },
  { name: "orientation", size: 40 },
  { name: "x", size: 32 },
  { name: "y", size: 32 },
];
const COUNT = factors.reduce((product, { size }) => product * size, 1);

/**
 * dSprites: `x` `[size, size, 1]` float32, 0 or 1, and `attributes` `[6]`, the values of the factors. Nothing is stored:
 * an example is drawn from its index. `grid` finds the example with given factors, in any split or none.
 */
export function createDspritesData({ size, validation, test, seed }: DspritesDataConfig): DatasetSource {
  const where = "datasets/dsprites";
  const fields: Named<Field> = {
    x: { shape: [size, size, 1], dtype: "float32", support: "binary" },
    attributes: {
      shape: [factors.length],
      dtype: "float32",
      support: "mixed",
      columns: factors.map(({ name, size: categories }) => ({
        name,
        type: name === "colour" || name === "shape" ? "category" : "ordinal",
        categories,
      })),
    },
  };
  const draw: Fill = (indices, { x, attributes }) => {
    for (const [slot, index] of indices.entries()) {
      const values = grid.valuesOf(index);
      attributes?.set(values, slot * factors.length);
      if (!x) continue;
      const [, shape, scale, orientation, column, row] = values as unknown as readonly number[];
      const sprite = {
        shape: spriteShapes[shape as number] as (typeof spriteShapes)[number],
        scale: 0.5 + 0.1 * (scale as number),
        angle: (2 * Math.PI * (orientation as number)) / 39,
        column: 15.5 + (column as number),
        row: 15.5 + (row as number),
      };
      drawSprite(sprite, size, x.subarray(slot * size * size, (slot + 1) * size * size));
    }
  };
  const grid = factorGrid(factors, checkedSplit(where, fields, COUNT, draw), where);
  const split = (positions: Int32Array) =>
    checkedSplit(where, fields, positions.length, (indices, into) => draw(positionsOf(indices, positions), into));
  return {
    async open() {
      const at = holdOut(COUNT, { where, validation, test, seed });
      return {
        name: "dsprites",
        fields,
        grid,
        splits: {
          train: split(at.train),
          ...(at.validation.length > 0 && { validation: split(at.validation) }),
          test: split(at.test),
        },
      };
    },
  };
}

export const dspritesData: Definition<DspritesDataConfig, DatasetSource> = {
  family: "data",
  kind: "dsprites",
  summary: "shapes with known factors, drawn as they are read (Matthey et al. 2017)",
  config: () => dspritesDataConfig,
  create: createDspritesData,
};
