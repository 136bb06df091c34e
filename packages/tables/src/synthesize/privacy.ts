import { countOf, evenly, type TypedRows } from "./typed-rows.ts";

/** How near made-up rows come to those that the model was trained on, beside rows that it has not seen. */
export interface Privacy {
  /** Distance to the closest training row, of made-up rows and of held-out ones: 5 % quantile and median. */
  readonly synthetic: { readonly low: number; readonly median: number };
  readonly heldOut: { readonly low: number; readonly median: number };
  /** Made-up rows that are closer to a training row than to any of as many held-out ones; one half when nothing leaks. */
  readonly closerToTraining: number;
  /** Made-up rows that are a training row, of all of them. */
  readonly copies: number;
  /** Share of held-out rows that are one as well: what chance alone does, in tables of few kinds often. */
  readonly copiesByChance: number;
}

/** Rows at most that are compared each with each. */
const COMPARED = 2000;

/** Rows that are, number by number, one of others; a row with gaps is nobody's copy. */
function countCopies(rows: TypedRows, others: TypedRows): number {
  const keys = (of: TypedRows): string[] =>
    Array.from({ length: countOf(of) }, (_, row) => {
      const cells = of.values.subarray(row * of.columns.length, (row + 1) * of.columns.length);
      return cells.some(Number.isNaN) ? "" : cells.join(); // 0 and -0 read alike
    });
  const known = new Set(keys(others).filter((key) => key !== ""));
  return keys(rows).filter((key) => known.has(key)).length;
}

/**
 * Distance of two rows, root of the mean square over columns: numbers by their difference in the model's scale, kinds 1 when they
 * differ. A missing cell counts as a difference of 1: a row with gaps is nobody's copy.
 */
export function rowDistance(a: TypedRows, at: number, b: TypedRows, other: number): number {
  const width = a.columns.length;
  let sum = 0;
  for (let column = 0; column < width; column++) {
    const [left, right] = [a.values[at * width + column] as number, b.values[other * width + column] as number];
    if (Number.isNaN(left + right)) sum += 1;
    else sum += a.columns[column]?.values ? Number(left !== right) : (left - right) ** 2;
  }
  return Math.sqrt(sum / width);
}

/** Distance of each row to the closest one of others. */
export const closest = (rows: TypedRows, others: TypedRows): number[] =>
  Array.from({ length: countOf(rows) }, (_, row) => {
    let nearest = Number.POSITIVE_INFINITY;
    for (let other = 0; other < countOf(others); other++)
      nearest = Math.min(nearest, rowDistance(rows, row, others, other));
    return nearest;
  });

const quantile = (values: readonly number[], share: number): number =>
  Float64Array.from(values).sort()[Math.floor(share * (values.length - 1))] as number;
const summary = (values: readonly number[]) => ({ low: quantile(values, 0.05), median: quantile(values, 0.5) });

/**
 * Compares made-up rows with those trained on and those held out. Copies are looked for among all rows; distances are those of at
 * most 2000 rows of each sort, evenly spaced.
 */
export function privacyOf(
  made: TypedRows,
  { train: trained, heldOut: kept }: { readonly train: TypedRows; readonly heldOut: TypedRows },
): Privacy {
  const [synthetic, train, heldOut] = [made, trained, kept].map((rows) => evenly(rows, COMPARED)) as [
    TypedRows,
    TypedRows,
    TypedRows,
  ];
  const [near, natural] = [closest(synthetic, train), closest(heldOut, train)];
  const alike = Math.min(countOf(train), countOf(heldOut));
  const [toTrain, toHeldOut] = [closest(synthetic, evenly(train, alike)), closest(synthetic, evenly(heldOut, alike))];
  const closer = toTrain.reduce((sum, distance, row) => {
    const other = toHeldOut[row] as number;
    return sum + (distance < other ? 1 : distance === other ? 0.5 : 0);
  }, 0);
  return {
    synthetic: summary(near),
    heldOut: summary(natural),
    closerToTraining: closer / near.length,
    copies: countCopies(made, trained),
    copiesByChance: countCopies(kept, trained) / countOf(kept),
  };
}
