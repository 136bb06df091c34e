import { transported } from "@elbo/distributions";
import { type Context, type Distribution, type Draw, NotSupportedError } from "@elbo/spec";

/**
 * The law of a moved draw: z0 ~ base, z = move(z0).
 *
 * The density is known along the path of an own draw only, `Draw.logProb` `[sample, batch]` in nats; so there is no
 * `logProb`, `frozen`, `mean` or `entropy`. Draws read noise under `base` and under the transport's own name.
 *
 * @throws NotSupportedError when the base cannot be drawn in one pass.
 */
export function moved(base: Distribution, name: string, move: (from: Draw, context: Context) => Draw): Distribution {
  return {
    ...transported(base),
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
  };
}
