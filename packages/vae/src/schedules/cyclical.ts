// Cyclical annealing (Fu et al. 2019, arXiv:1903.10145, equations 6 and 7): with T steps and M cycles,
// tau = mod(t, T / M) / (T / M); value = from + (to - from) * min(tau / R, 1).
import type { Definition, Schedule } from "@elbo/spec";
import { z } from "zod";
import { spanConfig, spanSteps } from "./span.ts";

const config = z.strictObject({
  kind: z.literal("cyclical"),
  cycles: z.number().int().positive().default(4).describe("M, number of cycles"),
  ratio: z.number().gt(0).max(1).default(0.5).describe("R, share of each cycle that the ramp takes"),
  from: z.number().default(0).describe("value at the start of each cycle"),
  to: z.number().default(1).describe("value after each ramp"),
  over: spanConfig.optional().describe("length of all cycles together, `to` afterwards; absent: the whole stage"),
});

/** Config of cyclical annealing. */
export type CyclicalConfig = z.infer<typeof config>;

/** value(t) = from + (to - from) * min(tau / ratio, 1), tau = the share of the current cycle that is over. */
export const createCyclical = ({ cycles, ratio, from, to, over }: Omit<CyclicalConfig, "kind">): Schedule => {
  return (clock) => {
    const total = spanSteps(over, clock);
    if (clock.step >= total) return to;
    // Paper: integer division of t by ceil(T / M). Fractions keep M whole cycles for every T.
    const tau = ((clock.step * cycles) % total) / total;
    return tau >= ratio ? to : from + (to - from) * (tau / ratio);
  };
};

/** `{ kind: "cyclical", cycles, ratio, from, to, over }`. */
export const cyclicalSchedule: Definition<CyclicalConfig, Schedule> = {
  family: "schedule",
  kind: "cyclical",
  summary: "Repeated linear ramps against posterior collapse (Fu et al. 2019).",
  config: () => config,
  create: createCyclical,
};
