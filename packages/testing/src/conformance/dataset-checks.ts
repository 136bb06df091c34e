import type { ColumnType, Dataset, Field, Named, Numbers, Split, TypedColumn } from "@elbo/spec";
import { expect } from "vitest";
import type { Check } from "./check.ts";

const sizeOf = ({ shape }: Field) => shape.reduce((a, b) => a * b, 1);

const buffers = (fields: Named<Field>, count: number): Record<string, Numbers> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const size = count * sizeOf(field);
      return [
        name,
        field.dtype === "float32"
          ? new Float32Array(size)
          : field.dtype === "int32"
            ? new Int32Array(size)
            : new Uint8Array(size),
      ];
    }),
  );

const readAll = async (split: Split, fields: Named<Field>, indices: readonly number[], step: number) => {
  const into = buffers(fields, indices.length);
  await split.read(Int32Array.from(indices), into, { seed: 3n, step });
  return into;
};

const whole = (value: number, categories = Number.POSITIVE_INFINITY) =>
  Number.isInteger(value) && value >= 0 && value < categories;

const allowedIn: Readonly<Record<ColumnType, (value: number, column: TypedColumn) => boolean>> = {
  real: Number.isFinite,
  positive: (value) => value > 0 && Number.isFinite(value),
  count: (value) => whole(value),
  ordinal: (value, { categories = 0 }) => whole(value, categories),
  category: (value, { categories = 0 }) => whole(value, categories),
};

/** Is it k / (levels - 1), up to float32's rounding? */
const onLevel = (value: number, levels: number): boolean => {
  const k = value * (levels - 1);
  return Math.abs(k - Math.round(k)) < 1e-3;
};

/** `at` counts values from the first example on. */
const allowed: Readonly<Record<Field["support"], (value: number, field: Field, at: number) => boolean>> = {
  binary: (value) => value === 0 || value === 1,
  unit: (value, { levels }) => value >= 0 && value <= 1 && (levels === undefined || onLevel(value, levels)),
  real: Number.isFinite,
  count: (value) => whole(value),
  positive: (value) => value > 0 && Number.isFinite(value),
  tokens: (value, { categories = 0 }) => whole(value, categories),
  category: (value, { categories = 0 }) => whole(value, categories),
  mixed: (value, { columns = [] }, at) => {
    const column = columns[at % columns.length];
    return column !== undefined && allowedIn[column.type](value, column);
  },
};

/**
 * What every data set must hold to: reading fills the fields with values of their support, depends on index, seed and
 * step alone, and evaluation always sees the same. `open` opens the data set anew.
 */
export function datasetChecks(open: () => Promise<Dataset>): Check[] {
  const withData = (use: (dataset: Dataset) => Promise<void>) => async () => {
    const dataset = await open();
    try {
      await use(dataset);
    } finally {
      await dataset.close?.();
    }
  };
  const splitsOf = ({ splits }: Dataset) => Object.values(splits).filter((split) => split !== undefined);
  return [
    {
      name: "holds values of the support that each field states",
      run: withData(async (dataset) => {
        for (const split of splitsOf(dataset)) {
          expect(split.length).toBeGreaterThan(0);
          const count = Math.min(20, split.length);
          const read = await readAll(
            split,
            dataset.fields,
            Array.from({ length: count }, (_, i) => i),
            1,
          );
          for (const [name, field] of Object.entries(dataset.fields)) {
            const wrong = Array.from(read[name] as Numbers).filter(
              (value, at) => !allowed[field.support](value, field, at),
            );
            expect(wrong, `${name} is ${field.support}`).toEqual([]);
          }
        }
      }),
    },
    {
      name: "reads the same twice, also after opening again",
      run: withData(async (dataset) => {
        const again = await open();
        const indices = [0, Math.min(3, dataset.splits.train.length - 1)];
        const first = await readAll(dataset.splits.train, dataset.fields, indices, 7);
        expect(await readAll(dataset.splits.train, dataset.fields, indices, 7)).toEqual(first);
        expect(await readAll(again.splits.train, again.fields, indices, 7)).toEqual(first);
        await again.close?.();
      }),
    },
    {
      name: "reads an example alike wherever it stands in the batch",
      run: withData(async (dataset) => {
        for (const split of splitsOf(dataset)) {
          const last = Math.min(5, split.length - 1);
          const [forth, back] = [
            await readAll(split, dataset.fields, [0, last], 7),
            await readAll(split, dataset.fields, [last, 0], 7),
          ];
          for (const [name, field] of Object.entries(dataset.fields)) {
            const size = sizeOf(field);
            const [a, b] = [forth[name] as Numbers, back[name] as Numbers];
            expect(a.subarray(0, size)).toEqual(b.subarray(size));
            expect(a.subarray(size)).toEqual(b.subarray(0, size));
          }
        }
      }),
    },
    {
      name: "shows evaluation the same test examples at any time",
      run: withData(async (dataset) => {
        const indices = [0, dataset.splits.test.length - 1];
        const early = await readAll(dataset.splits.test, dataset.fields, indices, 0);
        expect(await readAll(dataset.splits.test, dataset.fields, indices, 0)).toEqual(early);
      }),
    },
    {
      name: "fills only the fields that are asked for, and refuses an index that it does not have",
      run: withData(async (dataset) => {
        const { train } = dataset.splits;
        const { x } = buffers(dataset.fields, 1);
        await train.read(Int32Array.of(0), { x: x as Numbers });
        await expect(readAll(train, dataset.fields, [train.length], 1)).rejects.toThrow();
        await expect(readAll(train, dataset.fields, [-1], 1)).rejects.toThrow();
      }),
    },
  ];
}
