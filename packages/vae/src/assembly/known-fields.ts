import type { Dataset, Field, Named, Split } from "@elbo/spec";

const known: Field = { shape: [], dtype: "float32", support: "binary" };

const filling = (split: Split, names: readonly string[]): Split => ({
  length: split.length,
  read: async (indices, into, presentation) => {
    const own = Object.fromEntries(Object.entries(into).filter(([name]) => !names.includes(name)));
    await split.read(indices, own, presentation);
    for (const name of names) into[name]?.fill(1);
  },
});

/**
 * A data set whose described fields can be missing: each of several has `<field>.known` `[]`, 1 for every example unless the
 * data say otherwise. A model of one field is left alone.
 */
export function withKnownFields(dataset: Dataset, described: readonly string[] = []): Dataset {
  const names = described.map((name) => `${name}.known`).filter((name) => !(name in dataset.fields));
  if (described.length < 2 || names.length === 0) return dataset;
  const fields: Named<Field> = { ...dataset.fields, ...Object.fromEntries(names.map((name) => [name, known])) };
  const { train, validation, test } = dataset.splits;
  return {
    ...dataset,
    fields,
    splits: {
      train: filling(train, names),
      ...(validation && { validation: filling(validation, names) }),
      test: filling(test, names),
    },
  };
}
