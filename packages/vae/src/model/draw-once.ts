import { type Context, type Distribution, type Draw, NotSupportedError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Noise `[1, sample, ...]` read as `[sample, ...]`: an offset then counts samples, as it does for the first site. */
const bySample = (context: Context): Context => ({
  ...context,
  at: (scope) => bySample(context.at(scope)),
  quiet: () => bySample(context.quiet()),
  noise: (name, shape, law) =>
    shape[0] === 1 ? tf.expandDims(context.noise(name, shape.slice(1), law), 0) : context.noise(name, shape, law),
});

/**
 * One draw of a distribution that already has a sample axis, batchShape `[sample, batch]`: value
 * `[sample, batch, ...event]`, logProb `[sample, batch]`. Samples drawn in chunks equal one draw.
 *
 * @throws NotSupportedError when it cannot be drawn in one pass.
 */
export function drawOnce(distribution: Distribution, site: string, context: Context): Draw {
  if (!distribution.draw) {
    throw new NotSupportedError(`"${distribution.family}" of site ${site} cannot be drawn in one pass`, {
      where: "vae/model",
    });
  }
  const { value, logProb } = distribution.draw(1, bySample(context));
  return { value: tf.squeeze(value, [0]), logProb: tf.squeeze(logProb, [0]) };
}
