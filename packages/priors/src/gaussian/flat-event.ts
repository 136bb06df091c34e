import type { Distribution, Draw, Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** What a density over vectors must offer to be reshaped. */
export type VectorDensity = Distribution & Required<Pick<Distribution, "draw" | "logProb" | "frozen" | "mean">>;

/** A density over vectors `[latent]` (batchShape []) as one over events of any axes: values are reshaped both ways. */
export function withEvent(vector: VectorDensity, event: Shape): VectorDensity {
  if (event.length === 1) return vector;
  const latent = event.reduce((a, b) => a * b, 1);
  const unflatten = (x: tf.Tensor) => tf.reshape(x, [...x.shape.slice(0, -1), ...event]);
  return {
    ...vector,
    eventShape: event,
    draw(samples, context): Draw {
      const { value, logProb } = vector.draw(samples, context);
      return { value: unflatten(value), logProb };
    },
    logProb: (value) => vector.logProb(tf.reshape(value, [...value.shape.slice(0, value.rank - event.length), latent])),
    frozen: () => withEvent(vector.frozen() as VectorDensity, event),
    mean: () => unflatten(vector.mean()),
  };
}
