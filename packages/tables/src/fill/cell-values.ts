import { type Column, signed } from "@elbo/datasets";
import { cellOf } from "../csv/cell-text.ts";
import { ownUnits } from "../model/encode-rows.ts";
import { formatNumber } from "../profile/number-format.ts";
import type { ColumnProfile, TableProfile } from "../profile/profile-table.ts";

/** How one column of the model is written. */
export interface CellValues {
  /** A number of the model in the column's own units, kept from falling below 0 where no cell of the column does. */
  number(value: number): number;
  /** What a number of the model says, as the column would write it: a number, or one of its kinds. */
  text(value: number): string;
  /** The number in that text, NaN for kinds. */
  rounded(value: number): number;
  /** The text as a cell. */
  cell(value: number): string;
}

/** How a column writes what a model gives for it. */
export function cellValues(
  column: Column,
  profile: ColumnProfile,
  { delimiter, decimal }: Pick<TableProfile, "delimiter" | "decimal">,
): CellValues {
  const { values } = column;
  const { format = { decimals: 6, fixed: false, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY } } =
    profile;
  const number = (value: number) => {
    const own = ownUnits(value, column);
    return format.low >= 0 ? Math.max(0, own) : own;
  };
  const plain = (value: number) =>
    values ? (values[Math.round(value)] as string) : formatNumber(number(value), format);
  const text = (value: number) => signed(plain(value), decimal);
  const rounded = (value: number) => (values ? Number.NaN : Number(plain(value)));
  return { number, text, rounded, cell: (value) => cellOf(text(value), { delimiter, quoted: profile.quoted }) };
}
