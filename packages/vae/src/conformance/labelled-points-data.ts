import { fillNoise } from "@elbo/program";
import type { DatasetSource, Definition, Field, Named, Split } from "@elbo/spec";
import { z } from "zod";

const schema = z.strictObject({ kind: z.literal("labelled-points") });
const fields: Named<Field> = {
  x: { shape: [2], dtype: "float32", support: "real" },
  label: { shape: [], dtype: "int32", support: "category", categories: 3 },
  "label.known": { shape: [], dtype: "float32", support: "binary" },
};

const split = (name: string, length: number): Split => ({
  length,
  read: async (indices, { x, label, "label.known": known }) => {
    indices.forEach((index, row) => {
      const noise = new Float32Array(2);
      fillNoise(noise, { law: "normal" }, { seed: 3n, step: 0, path: name, first: 2 * index });
      const kind = index % 3;
      x?.set([kind - 1 + 0.4 * (noise[0] as number), (noise[1] as number) - 0.5 * kind], 2 * row);
      if (label) label[row] = kind;
      if (known) known[row] = index % 2;
    });
  },
});

/** Made-up points of three classes; every other label is known. */
export const labelledPointsData: Definition<z.infer<typeof schema>, DatasetSource> = {
  family: "data",
  kind: "labelled-points",
  summary: "made-up points of three classes, every other label known, for tests",
  config: () => schema,
  create: () => ({
    open: async () => ({ name: "labelled-points", fields, splits: { train: split("a", 24), test: split("b", 12) } }),
  }),
};
