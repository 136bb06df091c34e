// A data set of random tokens, for timing: every row full, nothing to learn. Loaded as anybody's own part.
import { z } from "zod";

const schema = z.strictObject({
  kind: z.literal("random-tokens"),
  length: z.int().positive(),
  vocabulary: z.int().positive(),
  rows: z.int().positive().default(20_000),
});

function split(rows, { length, vocabulary }) {
  const tokens = Uint16Array.from({ length: rows * length }, () => Math.floor(vocabulary * Math.random()));
  return {
    length: rows,
    read: async (indices, { x }) => {
      indices.forEach((row, slot) => {
        x.set(tokens.subarray(row * length, (row + 1) * length), slot * length);
      });
    },
  };
}

export const randomTokens = {
  family: "data",
  kind: "random-tokens",
  summary: "random tokens, for timing",
  config: () => schema,
  create: (config) => ({
    open: async () => ({
      name: "random-tokens",
      fields: { x: { shape: [config.length], dtype: "int32", support: "tokens", categories: config.vocabulary } },
      splits: { train: split(config.rows, config), test: split(128, config) },
    }),
  }),
};
