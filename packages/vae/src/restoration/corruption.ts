import type { Context, Distribution, Field } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import type { ZodType } from "zod";

/** The next number of a law, each time that it is asked. */
export type Chance = (law: "normal" | "uniform") => number;

/** What is seen: y `[sample or 1, batch, ...y]`, and 1 where an element of it counts, 0 where it is hidden, of the same shape. */
export interface Seen {
  readonly y: tf.Tensor;
  readonly mask: tf.Tensor;
}

/** A damage to examples x `[...x]`, as a law of what is seen, y `[...y]`, given what was. */
export interface Corruption {
  /** What y is: its shape, its support, its levels. */
  readonly seen: Field;
  /** True: what is seen is as it was. */
  readonly exact: boolean;
  /** Numbers that the law may have to hold for each element. */
  readonly nodes: number;
  /** True: what is done to y afterwards has no law here. */
  readonly last?: true;
  /** p(x|z), batchShape `[sample, batch, ...x]`, to p(y|z), batchShape `[sample, batch, ...y]`: one event per element. */
  law(elements: Distribution): Distribution;
  /** p(x|z) to p(x|z, y): what an element was, given also what is seen of it. Hidden elements keep p(x|z). */
  clean(elements: Distribution, seen: Seen, context: Context): Distribution;
  /** Of one y's mask, what still says something where damage mixes elements: those mixed with hidden ones do not. */
  widen?(mask: Float32Array): Float32Array;
  /** A first guess of one x from its y, for the encoder. */
  rough(y: Float32Array): Float32Array;
  /** Damages one x. */
  damage(x: Float32Array, chance: Chance): Float32Array;
}

/** Describes a kind of corruption once. */
export interface CorruptionDefinition<C = unknown> {
  readonly kind: string;
  /** One line for help. */
  readonly summary: string;
  readonly config: ZodType<C>;
  /**
   * For examples of a field.
   *
   * @throws NotSupportedError for those that it cannot damage.
   */
  create(config: C, field: Field): Corruption;
}
