/** Points `[row, column]`, row by row. */
export interface Points {
  readonly values: ArrayLike<number>;
  readonly columns: number;
}

/** How many points there are. @throws RangeError when the last one is not whole. */
export function countRows({ values, columns }: Points): number {
  const rows = values.length / columns;
  if (Number.isInteger(rows)) return rows;
  throw new RangeError(`expected whole points of ${columns} numbers, got ${values.length} numbers`);
}

/** Mean of each column, `[column]`. */
export function columnMeans(points: Points): Float64Array {
  const { values, columns } = points;
  const means = new Float64Array(columns);
  const rows = countRows(points);
  for (let i = 0; i < values.length; i++) means[i % columns] = (means[i % columns] as number) + (values[i] as number);
  return means.map((sum) => sum / rows);
}

/** Unbiased variance of each column (divided by n - 1), `[column]`. */
export function columnVariances(points: Points): Float64Array {
  const { values, columns } = points;
  const means = columnMeans(points);
  const sums = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) {
    const c = i % columns;
    sums[c] = (sums[c] as number) + ((values[i] as number) - (means[c] as number)) ** 2;
  }
  return sums.map((sum) => sum / (countRows(points) - 1));
}

/** Unbiased covariance `[column, column]` (divided by n - 1). */
export function covariance(points: Points): Float64Array {
  const { values, columns } = points;
  const rows = countRows(points);
  const means = columnMeans(points);
  const sums = new Float64Array(columns * columns);
  const centred = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) centred[c] = (values[row * columns + c] as number) - (means[c] as number);
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j <= i; j++) {
        sums[i * columns + j] = (sums[i * columns + j] as number) + (centred[i] as number) * (centred[j] as number);
      }
    }
  }
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j <= i; j++) {
      const value = (sums[i * columns + j] as number) / (rows - 1);
      sums[i * columns + j] = value;
      sums[j * columns + i] = value;
    }
  }
  return sums;
}
