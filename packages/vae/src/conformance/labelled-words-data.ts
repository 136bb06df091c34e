import type { DatasetSource, Definition, Field, Named, Split } from "@elbo/spec";
import { z } from "zod";

const schema = z.strictObject({ kind: z.literal("labelled-words") });
const TIME = 5;
const fields: Named<Field> = {
  x: { shape: [TIME], dtype: "int32", support: "tokens", categories: 6 },
  "x.length": { shape: [], dtype: "int32", support: "count" },
  label: { shape: [], dtype: "int32", support: "category", categories: 3 },
};

/** Words of class c repeat the symbols c + 2, c + 3; 1 ends a word, 0 is padding. */
const split = (length: number): Split => ({
  length,
  read: async (indices, { x, label, "x.length": lengths }) => {
    indices.forEach((index, row) => {
      const [kind, letters] = [index % 3, 1 + (index % 4)];
      const word = Array.from({ length: TIME }, (_, t) => (t < letters ? 2 + kind + (t % 2) : t === letters ? 1 : 0));
      x?.set(word, TIME * row);
      if (label) label[row] = kind;
      if (lengths) lengths[row] = letters + 1;
    });
  },
});

/** Made-up words of three classes. The labelled text that is built in comes from a package. */
export const labelledWordsData: Definition<z.infer<typeof schema>, DatasetSource> = {
  family: "data",
  kind: "labelled-words",
  summary: "made-up words of three classes, for tests",
  config: () => schema,
  create: () => ({
    open: async () => ({ name: "labelled-words", fields, splits: { train: split(24), test: split(12) } }),
  }),
};
