import type { DatasetSource, Definition, Split } from "@elbo/spec";
import { z } from "zod";

const schema = z.strictObject({ kind: z.literal("codes") });

/** A data set of vectors that are at hand: `x` `[dimension]`. Its kind is "codes"; it cannot be written in a file. */
export function codesData(codes: Float32Array, dimensions: number): Definition<z.output<typeof schema>, DatasetSource> {
  const split: Split = {
    length: codes.length / dimensions,
    read: async (indices, { x }) => {
      indices.forEach((index, row) => {
        x?.set(codes.subarray(index * dimensions, (index + 1) * dimensions), row * dimensions);
      });
    },
  };
  return {
    family: "data",
    kind: "codes",
    summary: "codes of another model",
    config: () => schema,
    create: () => ({
      open: async () => ({
        name: "codes",
        fields: { x: { shape: [dimensions], dtype: "float32", support: "real" } },
        splits: { train: split, test: split },
      }),
    }),
  };
}
