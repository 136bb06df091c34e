import type * as tf from "@tensorflow/tfjs-core";
import type { Named, Shape } from "./values.ts";

/**
 * Fields of a batch, leading axis `batch`: `x` (or one per modality), `x.mask` (same shape as x, 1 = observed),
 * `x.length` `[batch]` int32 (tokens that count, end marker included), `label` `[batch]` int32,
 * and always `weight` `[batch]` (0 for padding).
 */
export type Batch = Named<tf.Tensor>;

/** What values a field can take: each likelihood names the supports that it accepts. */
export type Support = "binary" | "unit" | "real" | "tokens" | "category" | "count";

/** One field of a data set or batch. */
export interface Field {
  /** Event axes, without the batch. */
  readonly shape: Shape;
  readonly dtype: "float32" | "int32" | "bool";
  readonly support: Support;
  /** Number of values that a `tokens` or `category` field can take. */
  readonly categories?: number;
}
