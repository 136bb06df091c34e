import type { Initialiser } from "@elbo/spec";

/** Orthonormal columns from `rows x columns` Gaussians (rows >= columns), modified Gram-Schmidt, row-major. */
function orthonormalise(matrix: Float64Array, rows: number, columns: number): Float64Array {
  for (let j = 0; j < columns; j++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < j; k++) {
        let dot = 0;
        for (let i = 0; i < rows; i++) dot += (matrix[i * columns + j] as number) * (matrix[i * columns + k] as number);
        for (let i = 0; i < rows; i++) {
          matrix[i * columns + j] = (matrix[i * columns + j] as number) - dot * (matrix[i * columns + k] as number);
        }
      }
    }
    let square = 0;
    for (let i = 0; i < rows; i++) square += (matrix[i * columns + j] as number) ** 2;
    for (let i = 0; i < rows; i++) matrix[i * columns + j] = (matrix[i * columns + j] as number) / Math.sqrt(square);
  }
  return matrix;
}

/**
 * Random orthogonal matrices (Saxe et al. 2014): `W^T W = gain^2 I` for tall blocks, `W W^T = gain^2 I` for wide ones.
 * The last axis is cut into `blocks` equal blocks, each orthogonal by itself (the gates of a recurrent layer);
 * the other axes together are the rows.
 */
export const orthogonal =
  (gain = 1, blocks = 1): Initialiser =>
  (shape, { noise }) => {
    const last = shape.at(-1) ?? 1;
    const out = noise({ law: "normal" });
    const [rows, columns] = [out.length / last, last / blocks];
    const [tall, narrow] = rows >= columns ? [rows, columns] : [columns, rows];
    for (let block = 0; block < blocks; block++) {
      const place = (i: number, j: number) => {
        const [row, column] = rows >= columns ? [i, j] : [j, i];
        return row * last + block * columns + column;
      };
      const matrix = new Float64Array(tall * narrow);
      for (let i = 0; i < tall; i++)
        for (let j = 0; j < narrow; j++) matrix[i * narrow + j] = out[place(i, j)] as number;
      orthonormalise(matrix, tall, narrow);
      for (let i = 0; i < tall; i++) {
        for (let j = 0; j < narrow; j++) out[place(i, j)] = gain * (matrix[i * narrow + j] as number);
      }
    }
    return out;
  };
