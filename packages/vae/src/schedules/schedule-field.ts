import type { Schedule, Slot, Wiring } from "@elbo/spec";
import { z } from "zod";
import { createConstant } from "./constant.ts";

/** Schema of a scalar that may move: a bare number (constant), as `constant` allows it, or any schedule of the registry. */
export const scheduleField = (slot: Slot, constant: z.ZodNumber = z.number()) => z.union([constant, slot("schedule")]);

/** The schedule that a `scheduleField` names. */
export function resolveSchedule(config: unknown, wiring: Pick<Wiring, "part">): Schedule {
  return typeof config === "number" ? createConstant({ value: config }) : wiring.part<Schedule>("schedule", config);
}
