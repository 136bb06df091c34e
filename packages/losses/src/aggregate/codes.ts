import { stopGradient } from "@elbo/program";
import type { Batch, Context, Model, Shape, Site, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

const sizeOf = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);

/** Numbers in the codes of all sites together. */
export const codeLength = ({ latents }: Pick<Wiring, "latents">): number =>
  Object.values(latents).reduce((sum, shape) => sum + sizeOf(shape), 0);

const sideBySide = (parts: readonly tf.Tensor[]): tf.Tensor =>
  parts.length === 1 ? (parts[0] as tf.Tensor) : tf.concat([...parts], 1);

/** The drawn codes of all sites side by side: `[batch, latent]` (one draw per example). */
export const codes = (sites: readonly Site[]): tf.Tensor =>
  sideBySide(sites.map(({ value }) => tf.reshape(value, [value.shape[1] as number, -1])));

/**
 * As many codes drawn from the prior as the batch has rows, in the order of `codes`: `[batch, latent]`. No gradient: what
 * codes are compared with stays where it is.
 */
export function priorCodes(model: Model, sites: readonly Site[], batch: Batch, context: Context): tf.Tensor {
  const size = (batch.weight as tf.Tensor).size;
  const { z } = model.generate([size], batch, context.at("prior").quiet());
  return stopGradient(sideBySide(sites.map(({ name }) => tf.reshape(z[name] as tf.Tensor, [size, -1]))));
}
