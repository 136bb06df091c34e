import type { Named } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Names of the activations, for config schemas. */
export const activationNames = [
  "linear",
  "relu",
  "leaky-relu",
  "elu",
  "gelu",
  "silu",
  "softplus",
  "tanh",
  "sigmoid",
] as const;

/** One of `activationNames`. */
export type Activation = (typeof activationNames)[number];

const table: { readonly [K in Activation]: (x: tf.Tensor) => tf.Tensor } = {
  linear: (x) => x,
  relu: (x) => tf.relu(x),
  "leaky-relu": (x) => tf.leakyRelu(x, 0.01),
  elu: (x) => tf.elu(x),
  gelu: (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  softplus: (x) => tf.softplus(x),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
};

/**
 * Elementwise activations by name. relu `max(x, 0)`; leaky-relu `x >= 0 ? x : 0.01 x`; elu `x >= 0 ? x : exp(x) - 1`;
 * gelu `x Phi(x)` (Hendrycks & Gimpel 2016, exact form); silu `x sigmoid(x)`; softplus `log(1 + exp(x))`.
 */
export const activations: Named<(x: tf.Tensor) => tf.Tensor> & typeof table = table;
