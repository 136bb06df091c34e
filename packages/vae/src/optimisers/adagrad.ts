// Adagrad (Duchi et al. 2011, JMLR 12, figure 1, diagonal): s = s + g^2; w -= rate g / (sqrt(s) + epsilon).
import type { Definition, Slot } from "@elbo/spec";
import { z } from "zod";
import { resolveSchedule, scheduleField } from "../schedules/schedule-field.ts";
import type { Optimiser } from "./optimiser.ts";

const config = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("adagrad"),
    rate: scheduleField(slot, z.number().nonnegative()).default(1e-2).describe("learning rate: a number or a schedule"),
    epsilon: z.number().positive().default(1e-10).describe("added to the root"),
    weightDecay: z.number().nonnegative().default(0).describe("added to the gradient, times the weight"),
  });

/** Config of Adagrad. */
export type AdagradConfig = z.infer<ReturnType<typeof config>>;

/** `{ kind: "adagrad", rate, epsilon, weightDecay }`; slot `v`. */
export const adagradOptimiser: Definition<AdagradConfig, Optimiser> = {
  family: "optimiser",
  kind: "adagrad",
  summary: "Gradients over the root of the sum of their squares (Duchi et al. 2011).",
  config,
  create: ({ kind: _, rate, ...settings }, wiring) => ({
    slots: ["v"],
    rate: resolveSchedule(rate, wiring),
    step: (kernels, ranges, update) => {
      for (const range of ranges) kernels.adagrad(range, { ...update, ...settings });
    },
  }),
};
