import { fillNoise } from "@elbo/program";
import type { DatasetSource, Definition, Field, Named, Split } from "@elbo/spec";
import { z } from "zod";

const schema = z.strictObject({ kind: z.literal("category-grid") });
const fields: Named<Field> = { x: { shape: [3, 2], dtype: "int32", support: "category", categories: 4 } };

const split = (name: string): Split => ({
  length: 20,
  read: async (indices, { x }) => {
    indices.forEach((index, row) => {
      const u = new Float32Array(6);
      fillNoise(u, { law: "uniform" }, { seed: 3n, step: 0, path: name, first: 6 * index });
      x?.set(
        u.map((v) => Math.floor(4 * v)),
        6 * row,
      );
    });
  },
});

/** A user's own data set: a 3 x 2 grid of four categories, made up. No built-in data has categories that are not tokens. */
export const categoryGridData: Definition<z.infer<typeof schema>, DatasetSource> = {
  family: "data",
  kind: "category-grid",
  summary: "made-up grids of four categories, for tests",
  config: () => schema,
  create: () => ({
    open: async () => ({ name: "category-grid", fields, splits: { train: split("a"), test: split("b") } }),
  }),
};
