import type { Column } from "@elbo/datasets";
import type { ColumnProfile } from "../profile/profile-table.ts";
import type { CellValues } from "./cell-values.ts";
import type { CellGuess } from "./impute-rows.ts";
import { intervalOf, likelySet } from "./intervals.ts";

/** How well cells were filled that the model had never seen. */
export interface CheckedColumn {
  readonly cells: number;
  /** Share of intervals (of sets of kinds) that hold the truth. */
  readonly coverage: number;
  /** Of numbers: root of the mean squared error, in the column's units, and that of filling in its mean. */
  readonly error?: { readonly filled: number; readonly mean: number };
  /** Of kinds: share of right ones, and that of filling in the most frequent. */
  readonly right?: { readonly filled: number; readonly mode: number };
}

/** Compares what is filled in with what was there, column by column. */
export function createCheck(level: number) {
  const sums = new Map<string, { cells: number; covered: number; own: number; plain: number; kinds: boolean }>();
  return {
    get cells() {
      return [...sums.values()].reduce((sum, { cells }) => sum + cells, 0);
    },
    /** `truth`: the hidden number, as the model has it. */
    add(column: Column, { plain }: ColumnProfile, values: CellValues, truth: number, guess: CellGuess): void {
      const kinds = column.values !== undefined;
      const known = sums.get(column.name) ?? { cells: 0, covered: 0, own: 0, plain: 0, kinds };
      known.cells++;
      if (kinds) {
        if (likelySet(guess.masses ?? [], level).includes(truth)) known.covered++;
        if (guess.value === truth) known.own++;
        if (column.values?.[truth] === plain.mode) known.plain++;
      } else {
        const own = values.number(truth);
        const { low, high } = intervalOf(guess.draws.map(values.number), level);
        if (own >= low && own <= high) known.covered++;
        known.own += (values.number(guess.value) - own) ** 2;
        known.plain += (plain.mean - own) ** 2;
      }
      sums.set(column.name, known);
    },
    columns(): Readonly<Record<string, CheckedColumn>> {
      const checked = [...sums].map(([name, { cells, covered, own, plain, kinds }]): [string, CheckedColumn] => {
        const both = { cells, coverage: covered / cells };
        if (kinds) return [name, { ...both, right: { filled: own / cells, mode: plain / cells } }];
        return [name, { ...both, error: { filled: Math.sqrt(own / cells), mean: Math.sqrt(plain / cells) } }];
      });
      return Object.fromEntries(checked);
    },
  };
}
