import { batchMean } from "@elbo/program";
import type { Definition, Loss, Schedule, Slot, Wiring } from "@elbo/spec";
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
  });

/** Options of `capacity`. */
export type CapacityConfig = z.output<ReturnType<typeof schema>>;

/** Creates the bound with a KL divergence held at C as one objective, `capacity`. */
export function createCapacity(
  { gamma, capacity }: CapacityConfig,
  wiring: Pick<Wiring, "part">,
): Loss<Record<never, never>> {
  const { weight, knobs } = movingWeight("gamma", gamma, wiring);
  const moving = typeof capacity === "number" ? {} : { capacity: wiring.part<Schedule>("schedule", capacity) };
  return {
    params: {},
    knobs: { ...knobs, ...moving },
    needs: { posterior: { law: "the KL divergence is a term" } },
    objectives: {
      capacity: {
        moves: ["encoder", "decoder", "prior"],
        terms: (_params, model, batch, context) => {
          const trace = model.infer(batch, { samples: 1 }, context);
          const kl = totalKl(trace.sites);
          const mean = batchMean(kl.rank === 2 ? tf.mean(kl, 0) : kl, batch.weight as tf.Tensor);
          const allowed = typeof capacity === "number" ? capacity : context.knob("capacity");
          return withAdded(
            {
              reconstruction: reconstructionTerm(trace),
              kl: { value: kl, over: "example", weight: 0 },
              "kl-to-capacity": { value: tf.abs(tf.sub(mean, allowed)), over: "batch", weight },
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
 * training, so that the code takes up one factor after the other. The KL divergence is the batch's mean.
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
