import { flatten, unflatten } from "@elbo/flows";
import type { Distribution, Draw, Shape } from "@elbo/spec";

/** What a density over vectors must offer to be reshaped. */
export type VectorDensity = Omit<Distribution, "frozen"> &
  Required<Pick<Distribution, "draw" | "logProb">> & { frozen(): VectorDensity };

/** A density over vectors `[latent]` as one over events of any axes: values are reshaped both ways. */
export function withEvent(vector: VectorDensity, event: Shape): VectorDensity {
  if (event.length === 1) return vector;
  const { mean } = vector;
  return {
    ...vector,
    eventShape: event,
    draw(samples, context): Draw {
      const { value, logProb } = vector.draw(samples, context);
      return { value: unflatten(value, event), logProb };
    },
    logProb: (value) => vector.logProb(flatten(value, event)),
    frozen: () => withEvent(vector.frozen(), event),
    ...(mean && { mean: () => unflatten(mean(), event) }),
  };
}
