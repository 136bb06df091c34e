import { type Batch, ConfigError, type Field, type Named, type Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { mixedColumns, type Numbered } from "./mixed-columns.ts";

/** What an encoder that reads numbers takes from a batch. */
export interface NetworkInput {
  /** Event axes; a category field has one more axis, its values; a mixed one as many numbers as its columns make. */
  readonly shape: Shape;
  /** Fields beyond `x`. */
  readonly reads: readonly string[];
  /** float32 `[batch, ...shape]`. */
  read(batch: Batch): tf.Tensor;
}

/**
 * Field `x` as numbers: categories become indicators, mixed columns each what its type says, and entries that `x.mask` marks as missing become 0, so that the
 * encoder cannot see them (Mattei & Frellsen 2019, section 4). A batch without `x.mask` counts as observed.
 *
 * @throws ConfigError when there is no field `x`, when it holds tokens, or when its categories are not counted.
 */
export function networkInput(fields: Named<Field>, where: string): NetworkInput {
  const x = fields.x;
  if (x === undefined) {
    throw new ConfigError("the data have no field x", {
      where,
      expected: "a field x",
      received: Object.keys(fields).join(", ") || "no fields",
      remedy: "Choose a data set with a field x.",
    });
  }
  if (x.support === "tokens") {
    throw new ConfigError("this encoder reads numbers, not tokens", {
      where,
      expected: "x with values that can be added",
      received: `x with support "tokens" and shape [${x.shape.join(", ")}]`,
      remedy: 'Take the encoder kind "recurrent".',
    });
  }
  const { shape, numbers } = numbered(x, where);
  return {
    shape,
    reads: "x.mask" in fields ? ["x.mask"] : [],
    read: (batch) => {
      const mask = batch["x.mask"];
      return numbers(batch.x as tf.Tensor, mask && tf.cast(mask, "float32"));
    },
  };
}

/** Field `x` as numbers, by its support. */
function numbered(x: Field, where: string): Numbered {
  if (x.support === "mixed") return mixedColumns(x, where);
  if (x.support !== "category") {
    const float = (value: tf.Tensor) => tf.cast(value, "float32");
    return { shape: x.shape, numbers: (value, seen) => (seen ? tf.mul(float(value), seen) : float(value)) };
  }
  const { categories } = x;
  if (categories === undefined) {
    throw new ConfigError("a category field does not say how many values it takes", {
      where,
      expected: "categories on field x",
      received: "none",
      remedy: "Let the data set state `categories`.",
    });
  }
  const indicators = (value: tf.Tensor) => tf.cast(tf.oneHot(tf.cast(value, "int32"), categories), "float32");
  return {
    shape: [...x.shape, categories],
    numbers: (value, seen) => (seen ? tf.mul(indicators(value), tf.expandDims(seen, -1)) : indicators(value)),
  };
}
