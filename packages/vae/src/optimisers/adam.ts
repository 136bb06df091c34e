// Adam (Kingma & Ba 2015, arXiv:1412.6980, algorithm 1) with decoupled weight decay (Loshchilov & Hutter 2019,
// arXiv:1711.05101, algorithm 2): m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2;
// w -= rate * (m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + epsilon) + weightDecay * w).
import type { Definition, Slot } from "@elbo/spec";
import { z } from "zod";
import { resolveSchedule, scheduleField } from "../schedules/schedule-field.ts";
import type { Optimiser } from "./optimiser.ts";

const config = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("adam"),
    rate: scheduleField(slot, z.number().nonnegative()).default(1e-3).describe("learning rate: a number or a schedule"),
    beta1: z.number().min(0).lt(1).default(0.9).describe("decay of the gradient's average"),
    beta2: z.number().min(0).lt(1).default(0.999).describe("decay of the squared gradient's average"),
    epsilon: z.number().positive().default(1e-8).describe("added to the root of the second moment"),
    weightDecay: z.number().nonnegative().default(0).describe("decoupled; multiplied by the rate"),
  });

/** Config of Adam. */
export type AdamConfig = z.infer<ReturnType<typeof config>>;

/** `{ kind: "adam", rate, beta1, beta2, epsilon, weightDecay }`; slots `m` and `v`. */
export const adamOptimiser: Definition<AdamConfig, Optimiser> = {
  family: "optimiser",
  kind: "adam",
  summary: "Adam with decoupled weight decay (Kingma & Ba 2015; Loshchilov & Hutter 2019).",
  config,
  create: ({ rate: rateConfig, beta1, beta2, epsilon, weightDecay }, wiring) => ({
    slots: ["m", "v"],
    rate: resolveSchedule(rateConfig, wiring),
    step: (kernels, ranges, update) => {
      for (const range of ranges) kernels.adam(range, { ...update, beta1, beta2, epsilon, weightDecay });
    },
  }),
};
