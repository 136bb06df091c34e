import type { Layout, Shape, Window } from "@elbo/spec";
import type { StoredTensor } from "../../checkpoints/safetensors.ts";
import { transposeAxes } from "./reorder.ts";

/** What an axis of a foreign tensor counts. */
export type SourceAxis = "inputs" | "outputs" | "place";

/** A foreign tensor that a parameter is made of. */
export interface Source {
  /** Its name within the foreign layer. */
  readonly name: string;
  readonly axes: readonly SourceAxis[];
  /** The shape that it must have for a parameter of shape `target`. */
  shape(target: Shape): Shape;
}

/** How one parameter is made of foreign tensors. */
export interface Recipe {
  readonly sources: readonly Source[];
  convert(tensors: readonly StoredTensor[]): StoredTensor;
}

/** What may be said of a foreign convolution's padding: pixels on each side, or "tensorflow": padded as TensorFlow does. */
export type StatedPadding = number | "tensorflow";

/** How another library names its layers' tensors and orders their axes. */
export interface Convention {
  readonly name: string;
  /** How an image becomes a vector there. */
  readonly flattens: "channel-first" | "channel-last";
  /** What follows a layer's name, "*" standing for the tensor's. */
  readonly suffix: Readonly<Record<Layout["layer"], string>>;
  readonly recipes: Readonly<Record<Layout["layer"], Readonly<Record<string, Recipe>>>>;
  /**
   * The padding that a convolution must have had there, in words; undefined when nothing has to be assumed.
   *
   * @throws ConfigError when none gives this layer's outputs, or `stated` is another one.
   */
  padding(layer: Layout["layer"], window: Window, stated: StatedPadding | undefined, where: string): string | undefined;
}

/** The recipe of a parameter whose axis i is axis `order[i]` of one foreign tensor. */
export function permuted(name: string, axes: readonly SourceAxis[], order: readonly number[]): Recipe {
  const shape = (target: Shape) => order.map((_, axis) => target[order.indexOf(axis)] as number);
  return {
    sources: [{ name, axes, shape }],
    convert: ([tensor]) => transposeAxes(tensor as StoredTensor, order),
  };
}
