import type { Dataset, Field, Part, Split } from "@elbo/spec";

/** The field that holds each example's number in its split. Every data set has it, filled when a part reads it. */
export const INDEX = "index";

const field: Field = { shape: [], dtype: "int32", support: "count" };

/** Does a part ask which example it sees? */
export const readsIndex = (parts: readonly Part[]): boolean => parts.some(({ reads }) => reads?.includes(INDEX));

const numbered = (split: Split): Split => ({
  length: split.length,
  async read(indices, { [INDEX]: numbers, ...into }, presentation) {
    await split.read(indices, into, presentation);
    numbers?.set(indices);
  },
});

/** The data set with the field `index`; one that has such a field keeps its own. */
export function withIndex(dataset: Dataset): Dataset {
  if (INDEX in dataset.fields) return dataset;
  const { train, validation, test } = dataset.splits;
  return {
    ...dataset,
    fields: { ...dataset.fields, [INDEX]: field },
    splits: {
      train: numbered(train),
      test: numbered(test),
      ...(validation ? { validation: numbered(validation) } : {}),
    },
  };
}
