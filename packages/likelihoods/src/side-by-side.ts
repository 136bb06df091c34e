import type { Context, Distribution } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** A distribution of some columns, batchShape `[...lead, column]`, and which columns these are. */
export interface Piece {
  readonly columns: readonly number[];
  readonly distribution: Distribution;
}

/** Columns of `x` `[..., column]`, as ordered. */
const take = (x: tf.Tensor, columns: readonly number[]): tf.Tensor =>
  columns.length === x.shape.at(-1) && columns.every((column, i) => column === i)
    ? x
    : tf.gather(x, tf.tensor1d([...columns], "int32"), x.rank - 1);

/**
 * Independent columns as one distribution, one event per column: batchShape `[...lead, column]`, eventShape [], values
 * float32. `mean` is what to show of a column: its mean, or its mode where a mean says nothing (categories). Draws carry no
 * gradient.
 */
export function sideBySide(pieces: readonly Piece[], width: number): Distribution {
  const order = pieces.flatMap(({ columns }) => columns);
  /** Where each column went. */
  const back = Array.from({ length: width }, (_, column) => order.indexOf(column));
  const join = (each: (piece: Piece, index: number) => tf.Tensor) => {
    const parts = pieces.map((piece, index) => tf.cast(each(piece, index), "float32"));
    return take(tf.concat(parts, -1), back);
  };
  const logProb = (value: tf.Tensor) =>
    join(({ columns, distribution }) => {
      const score = distribution.logProb as NonNullable<Distribution["logProb"]>;
      return score.call(distribution, take(value, columns));
    });
  const centre = ({ distribution }: Piece) => (distribution.mean?.() ?? distribution.mode?.()) as tf.Tensor;
  const lead = (pieces[0] as Piece).distribution.batchShape.slice(0, -1);
  return {
    family: "columns",
    batchShape: [...lead, width],
    eventShape: [],
    parameters: Object.fromEntries(
      pieces.flatMap(({ distribution: { parameters } }, i) =>
        Object.entries(parameters).map(([name, value]) => [`${i}.${name}`, value]),
      ),
    ),
    gradient: "none",
    draw: (samples, context: Context) => {
      const value = join(
        ({ distribution }, i) => distribution.draw?.(samples, context.at(`piece${i}`)).value as tf.Tensor,
      );
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () =>
      sideBySide(
        pieces.map(({ columns, distribution }) => ({
          columns,
          distribution: (distribution.frozen as () => Distribution)(),
        })),
        width,
      ),
    mean: () => join(centre),
  };
}
