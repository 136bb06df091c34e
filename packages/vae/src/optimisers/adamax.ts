// Adamax (Kingma & Ba 2015, arXiv:1412.6980, algorithm 2) with decoupled weight decay: m = b1 m + (1 - b1) g;
// u = max(b2 u, |g| + epsilon); w -= rate (m / (1 - b1^t) / u + weightDecay w).
import type { Definition, Slot } from "@elbo/spec";
import { z } from "zod";
import { resolveSchedule, scheduleField } from "../schedules/schedule-field.ts";
import type { Optimiser } from "./optimiser.ts";

const config = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("adamax"),
    rate: scheduleField(slot, z.number().nonnegative()).default(2e-3).describe("learning rate: a number or a schedule"),
    beta1: z.number().min(0).lt(1).default(0.9).describe("decay of the gradient's average"),
    beta2: z.number().min(0).lt(1).default(0.999).describe("decay of the gradient's largest size"),
    epsilon: z.number().positive().default(1e-8).describe("added to the gradient's size"),
    weightDecay: z.number().nonnegative().default(0).describe("decoupled; multiplied by the rate"),
  });

/** Config of Adamax. */
export type AdamaxConfig = z.infer<ReturnType<typeof config>>;

/** `{ kind: "adamax", rate, beta1, beta2, epsilon, weightDecay }`; slots `m` and `u`. */
export const adamaxOptimiser: Definition<AdamaxConfig, Optimiser> = {
  family: "optimiser",
  kind: "adamax",
  summary: "Adam with the largest gradient instead of the second moment (Kingma & Ba 2015).",
  config,
  create: ({ kind: _, rate, ...settings }, wiring) => ({
    slots: ["m", "u"],
    rate: resolveSchedule(rate, wiring),
    step: (kernels, ranges, update) => {
      for (const range of ranges) kernels.adamax(range, { ...update, ...settings });
    },
  }),
};
