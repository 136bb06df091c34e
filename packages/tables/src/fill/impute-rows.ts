import type { Column, TableDataset } from "@elbo/datasets";
import type { Field } from "@elbo/spec";
import type { Imputed, Vae } from "@elbo/vae";
import type { EncodedRows } from "../model/encode-rows.ts";

/** What the model says of one cell. */
export interface CellGuess {
  /** The number to fill in, as the model has it. */
  readonly value: number;
  readonly draws: Float32Array;
  /** Of a column of kinds: the probability of each. */
  readonly masses?: Float32Array;
}

/** What the model says of every cell of some rows. */
export interface RowGuesses {
  readonly imputed: Imputed;
  cell(row: number, column: number): CellGuess;
}

/** The columns of the table that a model was trained on. */
export const columnsOf = (vae: Pick<Vae, "dataset">): readonly Column[] => (vae.dataset as TableDataset).columns;

/** Asks a model for what its rows lack. */
export async function imputeRows(
  vae: Vae,
  { x, mask }: EncodedRows,
  how: NonNullable<Parameters<Vae["impute"]>[1]>,
): Promise<RowGuesses> {
  const imputed = await vae.impute({ x, "x.mask": mask }, how);
  const width = (vae.dataset.fields.x as Field).shape[0] as number;
  const columns = columnsOf(vae);
  const { count, draws, masses } = imputed;
  const size = count * width;
  const values = masses ? masses.length / size : 0;
  return {
    imputed,
    cell: (row, column) => {
      const at = row * width + column;
      const kinds = columns[column]?.values?.length ?? 0;
      return {
        value: imputed.x[at] as number,
        draws: Float32Array.from({ length: draws.length / size }, (_, draw) => draws[draw * size + at] as number),
        ...(masses && kinds > 0 ? { masses: masses.slice(at * values, at * values + kinds) } : {}),
      };
    },
  };
}
