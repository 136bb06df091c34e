import { resolve } from "node:path";
import type { NamedType } from "@elbo/datasets";
import { DataError } from "@elbo/spec";
import type { ColumnProfile, TableProfile } from "../profile/profile-table.ts";

/** Choices that the table does not make by itself. */
export interface TableModel {
  /** Share of the cells that the model never sees, so that its filling can be checked on them. */
  readonly hide: number;
  readonly seed: number;
  /** Share of the rows that the model never sees, so that made-up rows can be compared with them; default none. */
  readonly test?: number;
}

/** Fewer rows say too little. */
const LEAST = 10;
const BATCH = 32;
/** A training's length: passes over the rows, but so many steps at most and at least. */
const [EPOCHS, FEWEST, MOST] = [500, 1000, 10_000];

/** A column that the model is made of. */
export type Modelled = ColumnProfile & { readonly type: NamedType };

/** The columns that the model is made of. */
export const modelled = ({ columns }: Pick<TableProfile, "columns">): readonly Modelled[] =>
  columns.filter((column): column is Modelled => column.type !== undefined);

/** Whether every column is one of numbers that behave like measurements. */
const isNumeric = (columns: readonly Modelled[]): boolean =>
  columns.every(({ type }) => type === "real" || type === "positive");

/**
 * The config of a model for a table. Numbers alone: Student's t per cell, trained by the importance-weighted bound with
 * K = 20 (MIWAE: Mattei & Frellsen 2019). Mixed columns: a likelihood by each column's type (HI-VAE: Nazabal et al. 2020), the
 * same bound. Both: two hidden layers of 128 tanh units on either side, at most 10 latents, Adam.
 *
 * @throws DataError for a table of fewer than ten rows or two columns.
 */
export function tableConfig(
  profile: TableProfile,
  { hide, seed, test = 0 }: TableModel,
): Readonly<Record<string, unknown>> {
  const { path, delimiter, decimal, header, blanks, rows } = profile;
  const columns = modelled(profile);
  if (rows < LEAST || columns.length < 2) {
    throw new DataError("the table is too small to learn from", {
      where: path,
      expected: `${LEAST} rows and 2 columns to model, or more`,
      received: `${rows} ${rows === 1 ? "row" : "rows"}, ${columns.length} ${columns.length === 1 ? "column" : "columns"}`,
    });
  }
  const numeric = isNumeric(columns);
  const net = { kind: "dense", hidden: [128, 128], activation: "tanh" };
  const batch = Math.min(BATCH, Math.floor(rows * (1 - test)));
  const steps = Math.min(MOST, Math.max(FEWEST, Math.ceil((EPOCHS * rows) / batch)));
  return {
    seed,
    data: {
      kind: "csv",
      path: resolve(path),
      delimiter,
      decimal,
      header: header ? "yes" : "no",
      columns: columns.map(({ name }) => name),
      types: numeric ? "real" : Object.fromEntries(columns.map(({ name, type }) => [name, type])),
      missing: "mask",
      blanks,
      hide,
      test,
      seed,
    },
    likelihood: numeric
      ? { kind: "student-t", degrees: { kind: "per-element" } }
      : { kind: "columns", real: { kind: "student-t" }, count: { kind: "negative-binomial" } },
    latents: { kind: "single", posterior: { kind: "gaussian", dimension: Math.min(10, Math.max(2, columns.length)) } },
    decoder: net,
    encoder: net,
    loss: { kind: "iwae", samples: 20 },
    training: {
      steps,
      batch,
      optimiser: { kind: "adam", rate: { kind: "cosine", from: 0.001 } },
      clip: 100,
      checkpoint: { every: { minutes: 1 } },
    },
  };
}
