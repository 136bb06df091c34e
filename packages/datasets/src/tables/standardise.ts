/** Mean and standard deviation of one column over the training rows. */
export interface ColumnScale {
  readonly mean: number;
  /** 1 for a column that never changes. */
  readonly deviation: number;
}

/**
 * Statistics of one column of `values` `[row, width]` over `rows`, NaN left out (two passes, divided by the count).
 * Undefined when every value is missing.
 */
export function columnScale(
  values: Float64Array,
  { width, column, rows }: { readonly width: number; readonly column: number; readonly rows: Int32Array },
): ColumnScale | undefined {
  let [count, mean, squares] = [0, 0, 0];
  for (const row of rows) {
    const value = values[row * width + column] as number;
    if (Number.isNaN(value)) continue;
    count++;
    mean += (value - mean) / count;
  }
  if (count === 0) return undefined;
  for (const row of rows) {
    const value = values[row * width + column] as number;
    if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  }
  const deviation = Math.sqrt(squares / count);
  return { mean, deviation: deviation > 1e-12 * Math.abs(mean) ? deviation : 1 };
}

/** The geometric mean of one column of positive numbers over `rows`, NaN left out. */
export function geometricMean(
  values: Float64Array,
  { width, column, rows }: { readonly width: number; readonly column: number; readonly rows: Int32Array },
): number {
  const logs = Float64Array.from(rows, (row) => Math.log(values[row * width + column] as number)).filter(
    (log) => !Number.isNaN(log),
  );
  return Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
}
