import type { Column } from "@elbo/datasets";
import type { Split } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { columnsOf } from "../fill/impute-rows.ts";

/** Rows as a model has them, `[row, column]`: numbers in its scale, kinds by their place; NaN where a cell is missing. */
export interface TypedRows {
  readonly columns: readonly Column[];
  readonly values: Float32Array;
}

export const countOf = ({ columns, values }: TypedRows): number => values.length / columns.length;

/** At most so many rows, evenly spaced: a table may be sorted. */
export function evenly(rows: TypedRows, count: number): TypedRows {
  const [all, width] = [countOf(rows), rows.columns.length];
  if (count >= all) return rows;
  const values = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    const from = Math.floor((i * all) / count) * width;
    values.set(rows.values.subarray(from, from + width), i * width);
  }
  return { ...rows, values };
}

/** Cells of one column that are there. */
export const cellsOf = ({ columns, values }: TypedRows, column: number): number[] =>
  Array.from(
    { length: values.length / columns.length },
    (_, row) => values[row * columns.length + column] as number,
  ).filter((value) => !Number.isNaN(value));

/** All rows of a split, what is masked as NaN. */
export async function readRows(vae: Pick<Vae, "dataset">, split: Split): Promise<TypedRows> {
  const columns = columnsOf(vae);
  const size = split.length * columns.length;
  const masked = "x.mask" in vae.dataset.fields;
  const [x, mask] = [new Float32Array(size), new Float32Array(size).fill(1)];
  const indices = Int32Array.from({ length: split.length }, (_, i) => i);
  await split.read(indices, { x, ...(masked ? { "x.mask": mask } : {}) });
  return { columns, values: x.map((value, at) => (mask[at] ? value : Number.NaN)) };
}
