// Gradient descent with momentum (Sutskever et al. 2013, in the form of Goyal et al. 2017, equation 9):
// g += weightDecay * w; b = momentum * b + g; w -= rate * b, or w -= rate * (g + momentum * b) after Nesterov.
import type { Definition, Slot } from "@elbo/spec";
import { z } from "zod";
import { resolveSchedule, scheduleField } from "../schedules/schedule-field.ts";
import type { Optimiser } from "./optimiser.ts";

const config = (slot: Slot) =>
  z
    .strictObject({
      kind: z.literal("sgd"),
      rate: scheduleField(slot, z.number().nonnegative()).describe("learning rate: a number or a schedule"),
      momentum: z.number().min(0).lt(1).default(0).describe("share of the last move that is kept"),
      nesterov: z.boolean().default(false).describe("look ahead by one momentum step"),
      weightDecay: z.number().nonnegative().default(0).describe("added to the gradient, times the weight"),
    })
    .refine(({ nesterov, momentum }) => !nesterov || momentum > 0, {
      path: ["nesterov"],
      message: "Nesterov's look-ahead needs a momentum above 0",
    });

/** Config of gradient descent. */
export type SgdConfig = z.infer<ReturnType<typeof config>>;

/** `{ kind: "sgd", rate, momentum, nesterov, weightDecay }`; slot `momentum` when there is any. */
export const sgdOptimiser: Definition<SgdConfig, Optimiser> = {
  family: "optimiser",
  kind: "sgd",
  summary: "Gradient descent, with momentum and Nesterov's look-ahead (Sutskever et al. 2013).",
  config,
  create: ({ rate: rateConfig, momentum, nesterov, weightDecay }, wiring) => ({
    slots: momentum > 0 ? ["momentum"] : [],
    rate: resolveSchedule(rateConfig, wiring),
    step: (kernels, ranges, update) => {
      for (const range of ranges) kernels.sgd(range, { ...update, momentum, nesterov, weightDecay });
    },
  }),
};
