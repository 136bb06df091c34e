import { fillNoise } from "@elbo/program";
import type { DatasetSource, Definition, Field, Named, Split } from "@elbo/spec";
import { z } from "zod";

const schema = z.strictObject({ kind: z.literal("typed"), holds: z.enum(["colours", "columns"]) });

const columns = [
  { name: "kind", type: "category", categories: 3 },
  { name: "number", type: "real" },
  { name: "visits", type: "count" },
  { name: "grade", type: "ordinal", categories: 4 },
  { name: "price", type: "positive" },
  { name: "place", type: "category", categories: 3 },
  { name: "other", type: "real" },
] as const;

const fields = {
  colours: { x: { shape: [4, 4, 3], dtype: "float32", support: "unit", levels: 256 } },
  columns: {
    x: { shape: [columns.length], dtype: "float32", support: "mixed", columns },
    "x.mask": { shape: [columns.length], dtype: "float32", support: "binary" },
  },
} as const satisfies Named<Named<Field>>;

const numberOf = {
  real: (u: number) => 4 * u - 2,
  positive: (u: number) => Math.exp(2 * u - 1),
  count: (u: number) => Math.max(0, Math.floor(9 * u) - 3),
  ordinal: (u: number) => Math.floor(4 * u),
  category: (u: number) => Math.floor(3 * u),
};

const split = (holds: z.output<typeof schema>["holds"], path: string): Split => ({
  length: 20,
  read: async (indices, { x, "x.mask": mask }) => {
    const size = fields[holds].x.shape.reduce((a: number, b) => a * b, 1);
    indices.forEach((index, row) => {
      const noise = (name: string) => {
        const values = new Float32Array(size);
        fillNoise(values, { law: "uniform" }, { seed: 5n, step: 0, path: `${path}/${name}`, first: size * index });
        return values;
      };
      const [u, gaps] = [noise("x"), noise("gaps")];
      if (holds === "colours") {
        x?.set(
          u.map((v) => Math.floor(256 * v) / 255),
          size * row,
        );
        return;
      }
      const seen = gaps.map((v) => (v < 0.25 ? 0 : 1));
      mask?.set(seen, size * row);
      const missing = (type: string) => (type === "positive" ? 1 : 0);
      x?.set(
        columns.map(({ type }, i) => (seen[i] ? numberOf[type](u[i] as number) : missing(type))),
        size * row,
      );
    });
  },
});

/** Made-up data: colour pictures of 256 levels, or a table of every type of column with a quarter of its cells missing. */
export const typedData: Definition<z.output<typeof schema>, DatasetSource> = {
  family: "data",
  kind: "typed",
  summary: "made-up colours or mixed columns with gaps, for tests",
  config: () => schema,
  create: ({ holds }) => ({
    open: async () => ({
      name: "typed",
      fields: fields[holds],
      splits: { train: split(holds, "a"), test: split(holds, "b") },
    }),
  }),
};
