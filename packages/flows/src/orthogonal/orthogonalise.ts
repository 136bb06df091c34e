import * as tf from "@tensorflow/tfjs-core";

/** Keeps a row of zeros from dividing by 0. */
const TINY = 1e-20;

/** Rows `from` and later of `[...lead, rows, latent]`. */
const rowsFrom = (a: tf.Tensor, from: number) =>
  tf.slice(
    a,
    a.shape.map((_, i) => (i === a.rank - 2 ? from : 0)),
  );

const unit = (row: tf.Tensor) => tf.div(row, tf.sqrt(tf.add(tf.sum(tf.square(row), -1, true), TINY)));

/** Each row takes its own direction out of all later ones. */
function gramSchmidt(a: tf.Tensor): tf.Tensor {
  const [count, latent] = a.shape.slice(-2) as [number, number];
  const rows: tf.Tensor[] = [];
  let rest = a;
  for (let i = 0; i < count; i++) {
    const first = tf.slice(
      rest,
      rest.shape.map(() => 0),
      [...rest.shape.slice(0, -2), 1, latent],
    );
    const row = unit(first);
    rows.push(row);
    if (i === count - 1) break;
    const later = rowsFrom(rest, 1);
    rest = tf.sub(later, tf.mul(tf.sum(tf.mul(later, row), -1, true), row));
  }
  return count === 1 ? (rows[0] as tf.Tensor) : tf.concat(rows, -2);
}

/**
 * Orthonormal rows that span the same space, one after the other: `a` `[...lead, rows, latent]`, rows <= latent, by modified
 * Gram-Schmidt, twice: in float32 `|Q Q' - I| < 1e-5` however badly conditioned `a` is, short of dependent rows.
 */
export const orthogonalise = (a: tf.Tensor): tf.Tensor => gramSchmidt(gramSchmidt(a));
