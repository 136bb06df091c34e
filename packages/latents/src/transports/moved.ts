import { transported } from "@elbo/distributions";
import { type Context, type Distribution, type Draw, NotSupportedError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** A transport of one site, its values and features bound. */
export interface Move {
  move(from: Draw, context: Context): Draw;
  /** The way back, where there is one. */
  back?(value: tf.Tensor): { readonly value: tf.Tensor; readonly logDet: tf.Tensor };
  /** The same move, no gradient into its values and features. */
  still?(): Move;
}

/**
 * The law of a moved draw: z0 ~ base, z = move(z0).
 *
 * Draws keep the density of their path, `Draw.logProb` `[sample, batch]` in nats. Where base and transport know the way back,
 * log q(z) = log base(z0) + log|det dz0/dz| for any value, and `frozen` holds base and transport fixed; otherwise there is
 * neither. There is no `mean` or `entropy`, but for those of `before`. Draws read noise under `base` and under the transport's own name.
 *
 * @throws NotSupportedError when the base cannot be drawn in one pass.
 */
export function moved(base: Distribution, name: string, { move, back, still }: Move): Distribution {
  const { frozen } = base;
  const density = (value: tf.Tensor) => {
    const from = back?.(value) as ReturnType<NonNullable<Move["back"]>>;
    return tf.add(base.logProb?.(from.value) as tf.Tensor, from.logDet);
  };
  return {
    ...transported(base),
    before: base.before ?? base,
    draw(samples, context) {
      const from = base.draw?.(samples, context.at("base"));
      if (from === undefined) {
        throw new NotSupportedError("a transport needs a base that can be drawn", {
          where: `latents/transports/${name}`,
          expected: "a distribution with draw",
          received: base.family,
          remedy: "Choose a posterior such as gaussian.",
        });
      }
      return move(from, context.at(name));
    },
    ...(back && base.logProb ? { logProb: density } : {}),
    ...(back && frozen && still ? { frozen: () => moved(frozen(), name, still()) } : {}),
  };
}
