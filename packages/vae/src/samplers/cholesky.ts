/** Lower Cholesky factor of a positive definite matrix, of which the lower triangle is read; `[size, size]` row by row. */
export function choleskyOf(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = matrix[row * size + column] as number;
      for (let k = 0; k < column; k++)
        rest -= (factor[row * size + k] as number) * (factor[column * size + k] as number);
      factor[row * size + column] =
        row === column ? Math.sqrt(Math.max(rest, 1e-300)) : rest / (factor[column * size + column] as number);
    }
  }
  return factor;
}

/** Replaces `x` by L^-1 x; returns its squared length. */
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
