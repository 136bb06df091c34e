import type * as tf from "@tensorflow/tfjs-core";
import type { Layout } from "./layout.ts";

/** A record of named values; the names are part of the contract. */
export type Named<V> = Readonly<Record<string, V>>;

/** Event axes only, never the batch, unless a comment says otherwise. */
export type Shape = readonly number[];

/** Host-side numbers of a tensor. */
export type Numbers = Float32Array | Int32Array | Uint8Array;

/**
 * The law of a noise tensor. `permutation`: along the last axis, each row is a random permutation of 0..n-1.
 * `beta`: Beta(a, b) with parameters fixed when the program is written.
 */
export type Law =
  | { readonly law: "normal" | "uniform" | "permutation" }
  | { readonly law: "bernoulli"; readonly p: number }
  | { readonly law: "beta"; readonly a: number; readonly b: number };

/** What an initialiser may draw on. */
export interface InitialiserSource {
  /** Numbers that follow `law`, as many as the parameter has. A second call goes on where the first stopped. */
  noise(law: Law): Float32Array;
  /** Training examples asked for by `ParamSpec.examples`, flattened one after the other; undefined when no data is at hand. */
  readonly examples?: Float32Array;
}

/** Fills a parameter of shape `shape`. */
export type Initialiser = (shape: Shape, source: InitialiserSource) => Float32Array;

/** Declares one parameter. The value lives in an arena. */
export interface ParamSpec {
  readonly shape: Shape;
  readonly init: Initialiser;
  /** True: moved by `context.update`, never by a gradient (codebook averages, batch statistics). */
  readonly state?: true;
  /**
   * The initialiser starts from `count` training examples of this batch field. Parameters that name the same `draw` start
   * from the same examples, in the same order.
   */
  readonly examples?: { readonly field: string; readonly count: number; readonly draw?: string };
  /** What it is in its layer, for weights that come from another library; absent where nothing corresponds. */
  readonly layout?: Layout;
}

/** Parameters by name. */
export interface ParamTree {
  readonly [name: string]: ParamSpec | ParamTree;
}

/** The tensors of a parameter tree. */
export type Values<P> = { readonly [K in keyof P]: P[K] extends ParamSpec ? tf.Tensor : Values<P[K]> };
