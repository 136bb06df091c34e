import { fillNoise } from "@elbo/program";
import type { DatasetSource, Definition, Field, Named, Split } from "@elbo/spec";
import { z } from "zod";

const image = [8, 8, 1];

/** One small data set for every support that a likelihood can name: what each example holds. */
const sorts: Readonly<Record<string, Named<Field>>> = {
  binary: { x: { shape: image, dtype: "float32", support: "binary" } },
  grey: { x: { shape: image, dtype: "float32", support: "unit", levels: 256 } },
  unit: { x: { shape: [6], dtype: "float32", support: "unit" } },
  real: { x: { shape: [6], dtype: "float32", support: "real" } },
  "real-with-gaps": {
    x: { shape: [6], dtype: "float32", support: "real" },
    "x.mask": { shape: [6], dtype: "float32", support: "binary" },
  },
  tokens: {
    x: { shape: [5], dtype: "int32", support: "tokens", categories: 7 },
    "x.length": { shape: [], dtype: "int32", support: "count" },
  },
  category: { x: { shape: [3, 2], dtype: "int32", support: "category", categories: 4 } },
  positive: { x: { shape: [6], dtype: "float32", support: "positive" } },
  count: { x: { shape: [6], dtype: "float32", support: "count" } },
  mixed: {
    x: {
      shape: [5],
      dtype: "float32",
      support: "mixed",
      columns: [
        { name: "a", type: "real" },
        { name: "b", type: "positive" },
        { name: "c", type: "count" },
        { name: "d", type: "ordinal", categories: 4 },
        { name: "e", type: "category", categories: 3 },
      ],
    },
  },
};

/** Names of the sorts. */
export const madeUpSorts = Object.keys(sorts);

const label: Field = { shape: [], dtype: "int32", support: "category", categories: 3 };

/** A value in the field's support from a uniform number; `at` is its place within the event. */
function valueIn({ support, categories = 3, columns, levels }: Field, u: number, at: number): number {
  switch (support) {
    case "binary":
      return u < 0.5 ? 0 : 1;
    case "unit":
      return levels ? Math.floor(levels * u) / (levels - 1) : 0.02 + 0.96 * u;
    case "real":
      return 4 * u - 2;
    case "positive":
      return 0.2 + 3 * u;
    case "count":
      return Math.floor(5 * u);
    case "mixed": {
      const { type, categories: values = 3 } = columns?.[at] ?? { type: "real" };
      const found = { real: 4 * u - 2, positive: 0.2 + 3 * u, count: Math.floor(5 * u) };
      return type in found ? found[type as keyof typeof found] : Math.floor(values * u);
    }
    default:
      return Math.floor(categories * u);
  }
}

const split = (fields: Named<Field>, path: string): Split => ({
  length: 24,
  read: async (indices, into) => {
    for (const [name, values] of Object.entries(into)) {
      const field = fields[name] as Field;
      const size = field.shape.reduce((a, b) => a * b, 1);
      indices.forEach((index, row) => {
        const u = new Float32Array(size);
        fillNoise(u, { law: "uniform" }, { seed: 29n, step: 0, path: `${path}/${name}`, first: size * index });
        for (let i = 0; i < size; i++) {
          // A length counts 1 to 5 tokens.
          values[row * size + i] =
            name === "x.length" ? 1 + Math.floor(5 * (u[i] as number)) : valueIn(field, u[i] as number, i);
        }
      });
    }
  },
});

const schema = z.strictObject({ kind: z.literal("made-up"), sort: z.enum(madeUpSorts as [string, ...string[]]) });

/** Small made-up data of every support, each example with a `label`; for tests. */
export const madeUpData: Definition<z.output<typeof schema>, DatasetSource> = {
  family: "data",
  kind: "made-up",
  summary: "small made-up examples of every support, for tests",
  config: () => schema,
  create: ({ sort }) => {
    const fields = { ...sorts[sort], label };
    const splits = {
      train: split(fields, "train"),
      validation: split(fields, "validation"),
      test: split(fields, "test"),
    };
    return { open: async () => ({ name: `made-up ${sort}`, fields, splits }) };
  },
};
