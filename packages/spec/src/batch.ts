import type * as tf from "@tensorflow/tfjs-core";
import type { Named, Shape } from "./values.ts";

/**
 * Fields of a batch, leading axis `batch`: `x` (or one per modality), `x.mask` (same shape as x, 1 = observed),
 * `x.length` `[batch]` int32 (tokens that count, end marker included), `label` `[batch]` int32,
 * `attributes` `[batch, column]` float32 (a `mixed` field: what an example is known to be),
 * `<field>.known` `[batch]` float32 (1 where an example's field is observed, 0 where it is not; absent: all are),
 * `condition` `[batch, width]` float32 where the model has one (made by the model from the fields that its config names),
 * `index` `[batch]` int32 where a part reads it (the example's number in its split, whatever the data set),
 * and always `weight` `[batch]` (0 for padding).
 */
export type Batch = Named<tf.Tensor>;

/** What values a field can take: each likelihood names the supports that it accepts. */
export type Support = "binary" | "unit" | "real" | "tokens" | "category" | "count" | "positive" | "mixed";

/**
 * What one column of a `mixed` field holds: `real`; `positive`, above 0; `count`, 0, 1, 2, ...; `ordinal` and `category`,
 * 0..categories-1, where only the order of an `ordinal` means something.
 */
export type ColumnType = "real" | "positive" | "count" | "ordinal" | "category";

/** One column of a `mixed` field. */
export interface TypedColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Number of values of an `ordinal` or `category`; absent for the others. */
  readonly categories?: number;
}

/** One field of a data set or batch. */
export interface Field {
  /** Event axes, without the batch. */
  readonly shape: Shape;
  readonly dtype: "float32" | "int32" | "bool";
  readonly support: Support;
  /** Number of values that a `tokens` or `category` field can take. */
  readonly categories?: number;
  /** Of a `tokens` field: tokens below it are marks (0 padding, 1 end, then unknown), from it on symbols; absent: 2. */
  readonly symbolsFrom?: number;
  /** Of a `mixed` field, float32 `[column]`: one per column. A missing cell reads 1 where `positive`, else 0. */
  readonly columns?: readonly TypedColumn[];
  /** Of a `unit` field: it takes the values k / (levels - 1), k = 0..levels - 1 (256 for bytes). Absent: any number in 0..1. */
  readonly levels?: number;
}
