import { ConfigError, type Field, type Shape, type TypedColumn } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** One number of the net's input: `linear` v + log(`log` v + `shift`) + (1 where `from` <= v < `to`), v its column's value. */
interface Entry {
  readonly linear: 0 | 1;
  readonly log: 0 | 1;
  readonly shift: 0 | 1;
  readonly from: number;
  readonly to: number;
}

const none: Entry = { linear: 0, log: 0, shift: 1, from: 0, to: 0 };

const entriesOf = ({ type, categories = 0 }: TypedColumn): readonly Entry[] => {
  const table = {
    real: () => [{ ...none, linear: 1 as const }],
    positive: () => [{ ...none, log: 1 as const, shift: 0 as const }],
    count: () => [{ ...none, log: 1 as const }],
    category: () => Array.from({ length: categories }, (_, k) => ({ ...none, from: k - 0.5, to: k + 0.5 })),
    ordinal: () => Array.from({ length: categories - 1 }, (_, k) => ({ ...none, from: k + 0.5, to: categories })),
  };
  return table[type]();
};

/** Smallest number whose logarithm is taken: learned inputs may leave their column's type. */
const TINY = 1e-30;

/** How one field becomes numbers; `seen` is 1 where observed. */
export interface Numbered {
  readonly shape: Shape;
  numbers(value: tf.Tensor, seen: tf.Tensor | undefined): tf.Tensor;
}

/**
 * Columns of different types as numbers for a net, each by its type (Nazabal et al. 2020, section 3): `real` as it is,
 * log x for `positive`, log(1 + x) for a `count`, indicators for a `category`, a thermometer for an `ordinal` (one number per
 * step that the value has passed). Missing cells give 0 everywhere. x `[batch, column]` -> `[batch, ...shape]`.
 *
 * @throws ConfigError when the field does not describe its columns.
 */
export function mixedColumns({ shape, columns = [] }: Field, where: string): Numbered {
  if (shape.length !== 1 || columns.length !== shape[0]) {
    throw new ConfigError("a mixed field does not describe its columns", {
      where,
      expected: "columns on the field, one for each number of an example",
      received: `${columns.length} columns, shape [${shape.join(", ")}]`,
      remedy: "Let the data set state `columns`.",
    });
  }
  const entries = columns.flatMap((column, from) => entriesOf(column).map((entry) => ({ entry, from })));
  const width = entries.length;
  /** Column to entries, exact: one 1 in each of its columns. `[column, entry]`. */
  const spread = new Float32Array(columns.length * width);
  for (const [i, { from }] of entries.entries()) spread[from * width + i] = 1;
  const each = (of: (entry: Entry) => number) => tf.tensor1d(entries.map(({ entry }) => of(entry)));
  return {
    shape: [width],
    numbers(value, seen) {
      const at = tf.tensor2d(spread, [columns.length, width]);
      const v = tf.matMul(tf.cast(value, "float32") as tf.Tensor2D, at);
      const within = tf.logicalAnd(
        tf.greaterEqual(
          v,
          each(({ from }) => from),
        ),
        tf.less(
          v,
          each(({ to }) => to),
        ),
      );
      const inLog = tf.add(
        tf.mul(
          v,
          each(({ log }) => log),
        ),
        each(({ shift }) => shift),
      );
      const plain = tf.mul(
        v,
        each(({ linear }) => linear),
      );
      const all = tf.add(tf.add(plain, tf.log(tf.maximum(inLog, TINY))), tf.cast(within, "float32"));
      return seen ? tf.mul(all, tf.matMul(seen as tf.Tensor2D, at)) : all;
    },
  };
}
