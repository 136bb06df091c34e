import { stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";
import { besselRatio, logScaledBessel } from "./bessel.ts";
import type { Zonal } from "./polar-draw.ts";
import { type ZonalParameters, zonal } from "./zonal.ts";

/** T = -d; G = k - log 0F1(size/2; k^2/4), G' = 1 - I_{size/2}(k) / I_{size/2-1}(k). */
const law = (size: number): Zonal => ({
  size,
  statistic: tf.neg,
  logNormaliser: (k) => tf.neg(logScaledBessel(size / 2 - 1, k)),
  slope: (k) => besselRatio(size / 2 - 1, k).complement,
  proposal: (k) => {
    const around = size - 1;
    return tf.div(around, tf.add(tf.mul(2, k), tf.sqrt(tf.add(tf.square(tf.mul(2, k)), around * around))));
  },
});

/**
 * The von Mises-Fisher law on the unit sphere in `size` dimensions (Davidson et al. 2018, eq. 1-2):
 * log p(z) = k direction . z + (size/2 - 1) log k - (size/2) log 2 pi - log I_{size/2-1}(k), nats:
 * `[...sample, ...batch, size]` -> `[...sample, ...batch]`. eventShape [size].
 *
 * Draws by rejection (Ulrich 1984; Wood 1994) among a fixed number of proposals, with the exact gradient of their law.
 * For 2 to 500 dimensions and k from 1e-3 to 1e5.
 */
export function vonMisesFisher(parameters: ZonalParameters): Scored<"mode" | "entropy"> {
  const { direction, concentration } = parameters;
  return zonal("von-mises-fisher", law(direction.shape.at(-1) as number), parameters, () =>
    vonMisesFisher({ direction: stopGradient(direction), concentration: stopGradient(concentration) }),
  );
}
