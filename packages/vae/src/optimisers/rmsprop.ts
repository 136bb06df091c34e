// RMSprop (Tieleman & Hinton 2012, lecture 6.5) and its centred form (Graves 2013, arXiv:1308.0850, equations 38-41):
// v = decay v + (1 - decay) g^2; centred also m = decay m + (1 - decay) g;
// w -= rate g / (sqrt(v - m^2) + epsilon), or by momentum b = momentum b + g / (..), w -= rate b.
import type { Definition, Slot } from "@elbo/spec";
import { z } from "zod";
import { resolveSchedule, scheduleField } from "../schedules/schedule-field.ts";
import type { Optimiser } from "./optimiser.ts";

const config = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("rmsprop"),
    rate: scheduleField(slot, z.number().nonnegative()).default(1e-3).describe("learning rate: a number or a schedule"),
    decay: z.number().min(0).lt(1).default(0.99).describe("of the running means, per step"),
    epsilon: z.number().positive().default(1e-8).describe("added to the root"),
    centred: z.boolean().default(false).describe("divide by the gradient's deviation instead of its root mean square"),
    momentum: z.number().min(0).lt(1).default(0).describe("share of the last move that is kept"),
    weightDecay: z.number().nonnegative().default(0).describe("added to the gradient, times the weight"),
  });

/** Config of RMSprop. */
export type RmspropConfig = z.infer<ReturnType<typeof config>>;

/** `{ kind: "rmsprop", rate, decay, epsilon, centred, momentum, weightDecay }`; slots `v`, `m` when centred, `momentum`. */
export const rmspropOptimiser: Definition<RmspropConfig, Optimiser> = {
  family: "optimiser",
  kind: "rmsprop",
  summary: "Gradients over their running root mean square or deviation (Tieleman & Hinton 2012; Graves 2013).",
  config,
  create: ({ kind: _, rate, ...settings }, wiring) => ({
    slots: ["v", ...(settings.centred ? ["m"] : []), ...(settings.momentum > 0 ? ["momentum"] : [])],
    rate: resolveSchedule(rate, wiring),
    step: (kernels, ranges, update) => {
      for (const range of ranges) kernels.rmsprop(range, { ...update, ...settings });
    },
  }),
};
