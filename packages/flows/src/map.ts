import type { ParamTree, Values } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";

/** Where a map sends points, and how much it stretches the space there. */
export interface Mapped {
  /** `[...lead, latent]` */
  readonly value: tf.Tensor;
  /** log|det| of the Jacobian, `[...lead]`, nats. */
  readonly logDet: tf.Tensor;
}

/** A differentiable, invertible map of vectors `[...lead, latent]`, its parameters bound. */
export interface VectorMap {
  forward(x: tf.Tensor): Mapped;
  /** The way back with its own log|det|; absent where there is no closed form. */
  inverse?(y: tf.Tensor): Mapped;
}

/** A vector map that can be inverted. */
export type Bijection = Required<VectorMap>;

/** A bijection with parameters of its own; `context` `[...lead, context]` may steer it, where it was made for one. */
export interface Flow<P extends ParamTree = ParamTree> {
  readonly params: P;
  bind(values: Values<P>, context?: tf.Tensor): Bijection;
}

/** A monotone map of single numbers whose parameters come from outside, `size` raw numbers for each. */
export interface ElementMap {
  readonly size: number;
  /** x `[...lead, latent]`, raw `[...lead, latent, size]` -> the value and log dy/dx, both `[...lead, latent]`. */
  forward(x: tf.Tensor, raw: tf.Tensor): Moved;
  inverse(y: tf.Tensor, raw: tf.Tensor): Moved;
}

/** Numbers moved one by one. */
export interface Moved {
  readonly value: tf.Tensor;
  readonly logSlope: tf.Tensor;
}
