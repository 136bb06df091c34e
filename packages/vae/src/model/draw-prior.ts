import { type Context, type Distribution, type Given, type Named, NotSupportedError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { drawOnce } from "./draw-once.ts";
import { latentValues, type ModelParts, type ModelValues } from "./model-parts.ts";

/** A draw moved along its line from the mean. */
const scaled = (drawn: tf.Tensor, { mean }: Distribution, temperature: number): tf.Tensor => {
  const centre = (mean as NonNullable<Distribution["mean"]>)();
  return tf.add(centre, tf.mul(tf.sub(drawn, centre), temperature));
};

/**
 * z ~ p(z), site by site, `[count, ...event]`.
 * With a temperature, every site's draw is moved to that many times its distance from the mean.
 *
 * @throws NotSupportedError when a prior must be drawn step by step.
 */
export function drawPrior(
  parts: ModelParts,
  values: ModelValues,
  count: number,
  given: Given,
  context: Context,
  temperature?: number,
): Named<tf.Tensor> {
  const { latents } = parts;
  const params = latentValues(values);
  let state = latents.begin(params, given, context.at("begin"));
  const z: Record<string, tf.Tensor> = {};
  for (const { name } of latents.sites) {
    const scope = context.at(name);
    const codebook = latents.codebook?.(params, name);
    const here: Given = { ...given, z, ...(codebook ? { codebook } : {}) };
    const p = latents.prior(params, name, state, here, scope.at("prior"));
    if (!p.draw) {
      throw new NotSupportedError(`the prior of site ${name} is drawn step by step`, {
        where: "vae/model",
        remedy: "Use the sequential sampler.",
      });
    }
    const inner = scope.at("draw");
    const { value: drawn } = p.batchShape.length ? drawOnce(p, name, inner) : p.draw(count, inner);
    const value = temperature === undefined ? drawn : scaled(drawn, p, temperature);
    z[name] = value;
    state = latents.advance(params, name, state, value, scope.at("advance"));
  }
  return z;
}
