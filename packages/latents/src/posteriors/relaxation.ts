import { checkSchedule } from "@elbo/program";
import {
  ConfigError,
  type Context,
  type Fact,
  type Posterior,
  type Schedule,
  type Slot,
  type Wiring,
} from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";

/** Options of a relaxed discrete posterior. */
export const relaxationFields = (slot: Slot) => ({
  temperature: z
    .union([z.number().gt(0), slot("schedule")])
    .default(2 / 3)
    .describe("of relaxed draws, > 0: a number, or a schedule over training (annealing)"),
  straightThrough: z
    .boolean()
    .default(false)
    .describe("draws at the corners also in training, with the gradient of the relaxed ones"),
  density: z
    .enum(["discrete", "concrete"])
    .default("discrete")
    .describe(
      "log q in training: the log-mass of the discrete law, whose KL divergence is exact (Jang et al. 2017), or the density of the relaxed draw (Maddison et al. 2017)",
    ),
});

/** What `relaxationFields` parse to. */
export interface Relaxation {
  readonly temperature: unknown;
  readonly straightThrough: boolean;
  readonly density: "discrete" | "concrete";
}

/** What a relaxed posterior says of itself, and its temperature in a pass. */
export interface Relaxed extends Pick<Posterior, "offers" | "needs" | "knobs"> {
  /** The prior's temperature where none is named (Maddison et al. 2017, appendix C); absent: the prior is not relaxed. */
  readonly priorTemperature?: number;
  temperature(context: Context): tf.Tensor;
}

const common: readonly Fact[] = ["law", "random", "scored", "frozen"];

/**
 * Reads the options.
 *
 * @throws ConfigError when draws at the corners should have a density between them.
 */
export function relaxation(
  { temperature, straightThrough, density }: Relaxation,
  wiring: Pick<Wiring, "part">,
): Relaxed {
  if (straightThrough && density === "concrete") {
    throw new ConfigError("a straight-through draw lies at a corner, where the concrete density is infinite", {
      where: "latents.posterior",
      expected: "straightThrough: false with density: concrete",
      received: "both",
      remedy: "Set density: discrete, or straightThrough: false.",
    });
  }
  const moving = typeof temperature !== "number";
  return {
    ...(density === "concrete"
      ? {
          offers: [...common, "pathwise", "relaxed"],
          needs: { prior: { relaxed: "log q is a density between the corners in training" } },
          priorTemperature: 0.5,
        }
      : { offers: [...common, "mass"] }),
    ...(moving && {
      knobs: {
        temperature: checkSchedule(wiring.part<Schedule>("schedule", temperature), {
          allowed: (value) => value > 0,
          expected: "above 0",
          where: "config latents.posterior.temperature",
        }),
      },
    }),
    temperature: (context) => (moving ? context.knob("temperature") : tf.scalar(temperature)),
  };
}
