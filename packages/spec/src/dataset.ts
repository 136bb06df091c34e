import type { Field } from "./batch.ts";
import type { Named, Numbers } from "./values.ts";

/** Which presentation of an example this is: dynamic binarisation and augmentation depend on it and on the index alone. */
export interface Presentation {
  readonly seed: bigint;
  /** Training step; 0 for evaluation, where every reading of an example is the same. */
  readonly step: number;
}

/** Examples that can be read by index, without holding all in memory. */
export interface Split {
  readonly length: number;
  /** Fills `into[field]`, one example after the other, for every field present in `into`. */
  read(indices: Int32Array, into: Named<Numbers>, presentation?: Presentation): Promise<void>;
}

/** One thing that an example was made from. */
export interface Factor {
  readonly name: string;
  /** It takes the values 0..size-1. */
  readonly size: number;
}

/** Every combination of known factors, one example each: what disentanglement is measured on. */
export interface FactorGrid {
  readonly factors: readonly Factor[];
  /** One value of each factor -> the example's index: `sum_k value_k prod_{j > k} size_j`, so the last varies fastest. */
  indexOf(values: ArrayLike<number>): number;
  /** The inverse of `indexOf`. */
  valuesOf(index: number): Int32Array;
  /** All examples, by `indexOf`, whatever the splits. */
  readonly all: Split;
}

/** Data stays on the host. */
export interface Dataset {
  readonly name: string;
  readonly fields: Named<Field>;
  readonly splits: { readonly train: Split; readonly validation?: Split; readonly test: Split };
  /**
   * Changes when the same numbers stand for something else: a column's scale, its kinds, a vocabulary. A run keeps it, and is
   * refused when its data have another.
   */
  readonly fingerprint?: string;
  /** For made-up data whose factors are known. */
  readonly grid?: FactorGrid;
  /** Text of one example's tokens, for data sets that have one. */
  text?(tokens: Numbers): string;
  /**
   * Its inverse: tokens of a text without an end marker. A symbol that the data set does not know is a RangeError; one that is
   * `hidden` reads -1.
   */
  tokens?(text: string, hidden?: string): readonly number[];
  close?(): Promise<void>;
}

/** Opening a data set is asynchronous; the part's factory returns this. */
export interface DatasetSource {
  open(): Promise<Dataset>;
}
