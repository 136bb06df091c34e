import { batchMean } from "@elbo/program";
import { ConfigError, type Definition, type Loss, type Schedule, type Slot, type Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { reconstructionTerm, withAdded } from "../bounds/trace-terms.ts";
import { reportedKl, totalKl } from "../kl/site-kl.ts";
import { movingWeight, weightField } from "../weights/moving-weight.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("capacity"),
    gamma: weightField(slot).default(1000).describe("weight of the distance between the KL divergence and C"),
    capacity: z
      .union([z.number().min(0), slot("schedule")])
      .describe("C, nats per example that the code may carry: a number, or a schedule that lets it grow"),
    sites: z
      .record(z.string(), z.strictObject({ capacity: z.union([z.number().min(0), slot("schedule")]) }))
      .default({})
      .describe("capacities of single sites, which then do not count against C (JointVAE)"),
  });

/** Options of `capacity`. */
export type CapacityConfig = z.output<ReturnType<typeof schema>>;

/** Creates the bound with a KL divergence held at C as one objective, `capacity`. */
export function createCapacity(
  { gamma, capacity, sites: single }: CapacityConfig,
  wiring: Pick<Wiring, "part" | "latents">,
): Loss<Record<never, never>> {
  const { weight, knobs } = movingWeight("gamma", gamma, wiring);
  const stray = Object.keys(single).find((name) => !(name in wiring.latents));
  if (stray !== undefined) {
    throw new ConfigError("there is no such site", {
      where: "loss.sites",
      expected: `some of ${Object.keys(wiring.latents).join(", ")}`,
      received: stray,
    });
  }
  const limits = Object.entries({ "": { capacity }, ...single }).map(([site, { capacity: allowed }]) => {
    const knob = site ? `capacity-${site}` : "capacity";
    return { site, knob, allowed };
  });
  const moving = limits.flatMap(({ knob, allowed }) =>
    typeof allowed === "number" ? [] : [[knob, wiring.part<Schedule>("schedule", allowed)] as const],
  );
  return {
    params: {},
    knobs: { ...knobs, ...Object.fromEntries(moving) },
    needs: { posterior: { law: "the KL divergence is a term" } },
    objectives: {
      capacity: {
        moves: ["encoder", "decoder", "prior"],
        terms: (_params, model, batch, context) => {
          const trace = model.infer(batch, { samples: 1 }, context);
          const distances = limits.flatMap(({ site, knob, allowed }) => {
            const counted = trace.sites.filter(({ name }) => (site ? name === site : !(name in single)));
            if (counted.length === 0) return [];
            const kl = totalKl(counted);
            const mean = batchMean(kl.rank === 2 ? tf.mean(kl, 0) : kl, batch.weight as tf.Tensor);
            const value = tf.abs(tf.sub(mean, typeof allowed === "number" ? allowed : context.knob(knob)));
            return [[site ? `kl-to-capacity/${site}` : "kl-to-capacity", { value, over: "batch", weight }] as const];
          });
          return withAdded(
            {
              reconstruction: reconstructionTerm(trace),
              kl: { value: totalKl(trace.sites), over: "example", weight: 0 },
              ...Object.fromEntries(distances),
              ...reportedKl(trace.sites),
            },
            trace,
          );
        },
      },
    },
  };
}

/**
 * Capacity (Burgess et al. 2018, eq. 8): -log p(x|z) + gamma |KL(q(z|x) || p(z)) - C|, nats per example; C grows over
 * training, so that the code takes up one factor after the other. The KL divergence is the batch's mean. With `sites`
 * (JointVAE: Dupont 2018, eq. 7) those have capacities of their own: + gamma |KL_site - C_site|, term
 * `kl-to-capacity/<site>`.
 *
 * Terms: `reconstruction` `[sample, batch]`; scalar `kl-to-capacity`; `kl` and `kl/<site>` are reported; terms that parts
 * add.
 */
export const capacityLoss: Definition<CapacityConfig, Loss<Record<never, never>>> = {
  family: "loss",
  kind: "capacity",
  summary: "KL divergence held at a capacity that grows (Burgess et al. 2018)",
  config: schema,
  create: createCapacity,
};
