/**
 * Faces in colour with known attributes, drawn as they are read: DiceBear's pixel art (16 x 16 squares, CC0), every attribute
 * chosen at random, each value as likely as another. As many as you ask for, none on two sides but by chance.
 */
import type { DatasetSource, Definition, Field, Named } from "@elbo/spec";
import { z } from "zod";
import { createByteCache } from "../folders/byte-cache.ts";
import { pixelField, presentPixels } from "../images/present-pixels.ts";
import { randomStream } from "../randomness/random-stream.ts";
import { checkedSplit } from "../splits/checked-split.ts";
import { seedField } from "../splits/hold-out.ts";
import { loadFaces } from "./draw-face.ts";
import { expressionOf, faceAttributes, faceColumns } from "./face-attributes.ts";

const count = (examples: number, what: string) =>
  z.number().int().positive().default(examples).describe(`Number of ${what} faces`);

export const facesDataConfig = z.strictObject({
  kind: z.literal("faces"),
  size: z
    .number()
    .int()
    .min(16)
    .max(256)
    .multipleOf(16)
    .default(32)
    .describe("height and width, pixels: 16, 32, 48, .."),
  cache: z.number().min(0).default(64).describe("megabytes of drawn faces to keep"),
  train: count(20_000, "training"),
  validation: count(1000, "validation"),
  test: count(2000, "test"),
  seed: seedField,
});
export type FacesDataConfig = z.infer<typeof facesDataConfig>;

type Side = "train" | "validation" | "test";

/** One value of each attribute, from (seed, split, index). */
export function faceValues(seed: number, side: Side, index: number): Int32Array {
  const next = randomStream({ seed: BigInt(seed), path: `faces/${side}`, index });
  return Int32Array.from(faceAttributes, ({ values }) => Math.floor((next() / 2 ** 32) * values.length));
}

/**
 * Faces: `x` `[size, size, 3]` float32 in 0..1, `attributes` `[10]`, `label` `[]` int32, 0 for a sad face and 1 for a happy
 * one. Opening throws a DataError when a package that draws is missing.
 */
export function createFacesData(config: FacesDataConfig): DatasetSource {
  const { size, seed } = config;
  const where = "datasets/faces";
  const pixels = 3 * size * size;
  const fields: Named<Field> = {
    x: pixelField([size, size, 3], "none"),
    attributes: { shape: [faceColumns.length], dtype: "float32", support: "mixed", columns: faceColumns },
    label: { shape: [], dtype: "int32", support: "category", categories: 2 },
  };
  return {
    async open() {
      const draw = await loadFaces();
      const split = (side: Side) => {
        const cache = createByteCache(config.cache * 2 ** 20);
        return checkedSplit(where, fields, config[side], (indices, { x, attributes, label }) => {
          const bytes = new Uint8Array(x ? indices.length * pixels : 0);
          for (const [slot, index] of indices.entries()) {
            const values = faceValues(seed, side, index);
            attributes?.set(values, slot * values.length);
            if (label) label[slot] = expressionOf(values);
            if (!x) continue;
            const kept = cache.get(index);
            const face = kept ?? draw(values, size);
            if (!kept) cache.set(index, face);
            bytes.set(face, slot * pixels);
          }
          const law = { size: pixels, binarise: "none", seed, training: side === "train", file: 0 } as const;
          if (x) presentPixels(law, { bytes, rows: indices }, x);
        });
      };
      return {
        name: "faces",
        fields,
        splits: { train: split("train"), validation: split("validation"), test: split("test") },
      };
    },
  };
}

export const facesData: Definition<FacesDataConfig, DatasetSource> = {
  family: "data",
  kind: "faces",
  summary: "faces in colour with known attributes, drawn as they are read (DiceBear, CC0)",
  config: () => facesDataConfig,
  create: createFacesData,
};
