/**
 * Lower Cholesky factor L of a symmetric positive definite matrix of numbers on the host, A = L L', both `[size, size]` row by
 * row; A's lower triangle is read.
 *
 * @throws RangeError when A is not positive definite, or not finite.
 */
export function factorMatrix(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  const at = (row: number, column: number) => factor[row * size + column] as number;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = matrix[row * size + column] as number;
      for (let k = 0; k < column; k++) rest -= at(row, k) * at(column, k);
      if (row === column && !(rest > 0 && Number.isFinite(rest))) {
        throw new RangeError("the matrix is not positive definite");
      }
      factor[row * size + column] = row === column ? Math.sqrt(rest) : rest / at(column, column);
    }
  }
  return factor;
}

/** Replaces `x` `[size]` by L^-1 x; returns its squared length. */
export function whiten(factor: Float64Array, x: Float64Array): number {
  const size = x.length;
  let squares = 0;
  for (let i = 0; i < size; i++) {
    let rest = x[i] as number;
    for (let j = 0; j < i; j++) rest -= (factor[i * size + j] as number) * (x[j] as number);
    const white = rest / (factor[i * size + i] as number);
    x[i] = white;
    squares += white * white;
  }
  return squares;
}
