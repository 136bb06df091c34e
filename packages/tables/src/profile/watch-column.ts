import type { NamedType } from "@elbo/datasets";
import { type ColumnType, DataError } from "@elbo/spec";
import { createFormatWatch, type NumberFormat } from "./number-format.ts";

/** What a column holds, and how it writes it. */
export interface ColumnContent {
  /** Absent: it stays out of the model. */
  readonly type?: NamedType;
  /** Why it stays out. */
  readonly left?: string;
  /** Of numbers. */
  readonly format?: NumberFormat;
  /** Whether most of its cells stand in quotes. */
  readonly quoted: boolean;
  /** What one would fill in without a model: the mean of numbers, the most frequent of kinds. */
  readonly plain: { readonly mean: number; readonly mode: string };
}

/** A text with more different values than this is no category. */
const KINDS = 50;
/** Whole numbers of at most so many different values are grades. */
const GRADES = 10;
/** Counts are small numbers: larger ones behave like measurements. */
const COUNT = 15;
const SEEN = 5000;

const isNumber = (cell: string) => cell !== "" && Number.isFinite(Number(cell));

/** Third standardised moment. */
const skewness = (values: readonly number[]): number => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const moment = (power: number) => values.reduce((sum, value) => sum + (value - mean) ** power, 0) / values.length;
  const variance = moment(2);
  return variance > 0 ? moment(3) / variance ** 1.5 : 0;
};

/** Numbers above 0 whose logarithm is closer to symmetric. */
const isPositive = (values: readonly number[]): boolean =>
  values.every((value) => value > 0) &&
  skewness(values) > 1 &&
  Math.abs(skewness(values.map(Math.log))) < skewness(values) / 2;

/** Watches the cells of one column, and tells what they show. */
export function createColumnWatch(name: string, where: string) {
  const kinds = new Map<string, number>();
  const numbers: number[] = [];
  const format = createFormatWatch();
  let [missing, seen, numeric, whole, sum, quotes] = [0, 0, 0, 0, 0, 0];
  let odd: { readonly text: string; readonly line: number } | undefined;
  const typeOf = (): { readonly type?: ColumnType; readonly left?: string } => {
    if (numeric < seen) {
      const different = kinds.size;
      if (numeric > 0.9 * seen) {
        throw new DataError(`column "${name}" holds numbers, but not on line ${odd?.line}`, {
          where,
          expected: "numbers, or types that say otherwise",
          received: `"${odd?.text}"`,
          remedy: `Say --blanks "${odd?.text}" if it means a missing value, or --types "${name}=category".`,
        });
      }
      if (different <= KINDS && different <= Math.max(2, seen / 2)) return { type: "category" };
      if (missing === 0) return { left: "free text" };
      throw new DataError(`column "${name}" is free text with gaps, which no model here fills`, {
        where,
        expected: `at most ${KINDS} different values, each of them often`,
        received: `${different > KINDS ? `more than ${KINDS}` : different} in ${seen} cells`,
        remedy: `Leave it as it is by --leave "${name}", or say --types "${name}=category".`,
      });
    }
    if (kinds.size <= 2) return { type: "category" };
    if (whole === seen && kinds.size <= GRADES) return { type: "ordinal" };
    if (whole === seen && format.format.low >= 0 && sum / seen < COUNT) return { type: "count" };
    return { type: isPositive(numbers) ? "positive" : "real" };
  };
  return {
    get missing() {
      return missing;
    },
    /** A cell; undefined where it is missing. */
    see(cell: string | undefined, { line, quoted }: { readonly line: number; readonly quoted: boolean }): void {
      if (cell === undefined) {
        missing++;
        return;
      }
      seen++;
      if (quoted) quotes++;
      if (kinds.size <= KINDS || kinds.has(cell)) kinds.set(cell, (kinds.get(cell) ?? 0) + 1);
      if (!isNumber(cell)) {
        odd ??= { text: cell, line };
        return;
      }
      const value = Number(cell);
      numeric++;
      sum += value;
      if (Number.isInteger(value)) whole++;
      if (numbers.length < SEEN) numbers.push(value);
      format.see(cell);
    },
    /** @throws DataError for a column without a value unless it is known, and for text that is neither category nor can be left alone. */
    content({
      named,
      left,
      known = false,
    }: {
      readonly named?: NamedType | undefined;
      /** Why it stays out of the model. */
      readonly left?: string | undefined;
      /** Whether a model has it already: then it may be empty. */
      readonly known?: boolean;
    }): ColumnContent {
      const [mode = ""] = [...kinds].reduce((most, kind) => (kind[1] > most[1] ? kind : most), ["", 0]);
      const own = {
        quoted: quotes > seen / 2,
        plain: { mean: numeric ? sum / numeric : Number.NaN, mode },
        ...(numeric > 0 ? { format: format.format } : {}),
      };
      if (left !== undefined) return { left, ...own };
      if (seen === 0 && !known) {
        throw new DataError(`column "${name}" has no value at all`, {
          where,
          received: `${missing} missing cells`,
          remedy: `Leave it out by --leave "${name}".`,
        });
      }
      return { ...(named === undefined ? typeOf() : { type: named }), ...own };
    },
  };
}
