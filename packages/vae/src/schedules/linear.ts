// Linear ramp, the KL warm-up of Bowman et al. 2016 (arXiv:1511.06349, section 3.1) and Sonderby et al. 2016
// (arXiv:1602.02282, section 2.3): value(t) = from + (to - from) * clamp((t - after) / over, 0, 1).
import type { Definition, Schedule } from "@elbo/spec";
import { z } from "zod";
import { spanConfig, spanSteps } from "./span.ts";

const config = z.strictObject({
  kind: z.literal("linear"),
  from: z.number().default(0).describe("value before and at the start of the ramp"),
  to: z.number().default(1).describe("value at the end of the ramp and after it"),
  over: spanConfig.optional().describe("length of the ramp; absent: what is left of the stage"),
  after: spanConfig.optional().describe("how long to hold `from` first; absent: not at all"),
});

/** Config of a linear ramp. */
export type LinearConfig = z.infer<typeof config>;

/** value(t) = from + (to - from) * clamp((t - after) / over, 0, 1); a ramp of length 0 is a jump. */
export const createLinear = ({ from, to, over, after }: Omit<LinearConfig, "kind">): Schedule => {
  return (clock) => {
    const start = after === undefined ? 0 : spanSteps(after, clock);
    const length = over === undefined ? clock.steps - start : spanSteps(over, clock);
    const into = clock.step - start;
    if (into < 0) return from;
    return into >= length ? to : from + (to - from) * (into / length);
  };
};

/** `{ kind: "linear", from, to, over, after }`. */
export const linearSchedule: Definition<LinearConfig, Schedule> = {
  family: "schedule",
  kind: "linear",
  summary: "Linear ramp, e.g. KL warm-up (Bowman et al. 2016).",
  config: () => config,
  create: createLinear,
};
