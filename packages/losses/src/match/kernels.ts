import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";

const bandwidth = z.number().positive().default(1).describe("sigma, scale of the codes: that of a standard prior is 1");
const scales = z.array(z.number().positive()).min(1);

/** Schema of a positive-definite kernel on codes. */
export const kernelField = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("imq"),
    bandwidth,
    scales: scales.default([0.1, 0.2, 0.5, 1, 2, 5, 10]).describe("one kernel per scale; they are added"),
  }),
  z.strictObject({
    kind: z.literal("rbf"),
    bandwidth,
    scales: scales.default([1]).describe("one kernel per scale; they are added"),
  }),
]);

/** A kernel's options. */
export type KernelConfig = z.output<typeof kernelField>;

const kernels: Readonly<Record<KernelConfig["kind"], (squared: tf.Tensor, c: number) => tf.Tensor>> = {
  imq: (squared, c) => tf.div(c, tf.add(squared, c)),
  rbf: (squared, c) => tf.exp(tf.mul(squared, -1 / c)),
};

/**
 * Kernel matrix of codes `[a, latent]` and `[b, latent]` -> `[a, b]`, a sum over scales s with C = 2 s sigma^2 latent:
 * inverse multiquadratic C / (C + |x - y|^2) (Tolstikhin et al. 2018, section 4), or Gaussian exp(-|x - y|^2 / C).
 */
export function kernelMatrix(
  { kind, bandwidth: sigma, scales: all }: KernelConfig,
  x: tf.Tensor,
  y: tf.Tensor,
): tf.Tensor {
  const squared = tf.sum(tf.square(tf.sub(tf.expandDims(x, 1), tf.expandDims(y, 0))), 2);
  const base = 2 * sigma ** 2 * (x.shape[1] as number);
  return all.map((scale) => kernels[kind](squared, scale * base)).reduce((sum, k) => tf.add(sum, k));
}
