import type { TypedRows } from "./typed-rows.ts";

/** Pairs of cells of two columns that are both there. */
function pairsOf({ columns, values }: TypedRows, a: number, b: number): readonly (readonly [number, number])[] {
  const width = columns.length;
  return Array.from(
    { length: values.length / width },
    (_, row) => [values[row * width + a] as number, values[row * width + b] as number] as const,
  ).filter(([left, right]) => !Number.isNaN(left + right));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Pearson's correlation; 0 where a column does not vary. */
export function correlation(pairs: readonly (readonly [number, number])[]): number {
  const [x, y] = [mean(pairs.map(([left]) => left)), mean(pairs.map(([, right]) => right))];
  let [xx, yy, xy] = [0, 0, 0];
  for (const [left, right] of pairs) {
    xx += (left - x) ** 2;
    yy += (right - y) ** 2;
    xy += (left - x) * (right - y);
  }
  return xx * yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}

/** Share of the variance of numbers that their kinds explain, its root: the correlation ratio, in 0..1. */
export function correlationRatio(pairs: readonly (readonly [number, number])[]): number {
  const groups = new Map<number, number[]>();
  for (const [kind, value] of pairs) {
    const group = groups.get(kind);
    if (group) group.push(value);
    else groups.set(kind, [value]);
  }
  const all = mean(pairs.map(([, value]) => value));
  const total = pairs.reduce((sum, [, value]) => sum + (value - all) ** 2, 0);
  const between = [...groups.values()].reduce((sum, group) => sum + group.length * (mean(group) - all) ** 2, 0);
  return total > 0 ? Math.sqrt(between / total) : 0;
}

/** Cramer's V of two columns of kinds, in 0..1. */
export function cramersV(pairs: readonly (readonly [number, number])[]): number {
  const count = (values: readonly unknown[]) => {
    const counts = new Map<unknown, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    return counts;
  };
  const [left, right] = [count(pairs.map(([a]) => a)), count(pairs.map(([, b]) => b))];
  const both = count(pairs.map(([a, b]) => `${a} ${b}`));
  let chi = 0;
  for (const [a, n] of left) {
    for (const [b, m] of right) {
      const expected = (n * m) / pairs.length;
      chi += ((both.get(`${a} ${b}`) ?? 0) - expected) ** 2 / expected;
    }
  }
  const least = Math.min(left.size, right.size) - 1;
  return least > 0 ? Math.sqrt(chi / pairs.length / least) : 0;
}

/** How much two columns have to do with each other: correlation, correlation ratio or Cramer's V, by what they hold. */
export function association(rows: TypedRows, a: number, b: number): number {
  const [left, right] = [a, b].map((column) => rows.columns[column]?.values !== undefined);
  const pairs = pairsOf(rows, a, b);
  if (pairs.length < 2) return 0;
  if (left && right) return cramersV(pairs);
  if (left) return correlationRatio(pairs);
  return right ? correlationRatio(pairs.map(([value, kind]) => [kind, value])) : correlation(pairs);
}
