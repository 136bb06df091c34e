// Cosine decay with linear warm-up (Loshchilov & Hutter 2017, arXiv:1608.03983, equation 5; warm-up: Goyal et al. 2017):
// value(t) = to + (from - to) * (1 + cos(pi * s)) / 2, s = share of the time after the warm-up that is over.
import type { Definition, Schedule } from "@elbo/spec";
import { z } from "zod";
import { spanConfig, spanSteps } from "./span.ts";

const config = z.strictObject({
  kind: z.literal("cosine"),
  from: z.number().describe("highest value, reached at the end of the warm-up"),
  to: z.number().default(0).describe("value at the end and after it"),
  warmup: spanConfig.optional().describe("linear rise from `from / warmup` to `from`; absent: none"),
  over: spanConfig.optional().describe("length of warm-up and decay together; absent: the whole stage"),
});

/** Config of a cosine decay. */
export type CosineConfig = z.infer<typeof config>;

/** Warm-up: from * (t + 1) / warmup. Then to + (from - to) * (1 + cos(pi * s)) / 2, s from 0 to 1. */
export const createCosine = ({ from, to, warmup, over }: Omit<CosineConfig, "kind">): Schedule => {
  return (clock) => {
    const rise = warmup === undefined ? 0 : spanSteps(warmup, clock);
    const end = spanSteps(over, clock);
    // The first step already moves: a rate of 0 would waste it.
    if (clock.step < rise) return from * Math.min(1, (clock.step + 1) / rise);
    if (clock.step >= end) return to;
    return to + ((from - to) * (1 + Math.cos((Math.PI * (clock.step - rise)) / (end - rise)))) / 2;
  };
};

/** `{ kind: "cosine", from, to, warmup, over }`. */
export const cosineSchedule: Definition<CosineConfig, Schedule> = {
  family: "schedule",
  kind: "cosine",
  summary: "Cosine decay with warm-up, for learning rates (Loshchilov & Hutter 2017).",
  config: () => config,
  create: createCosine,
};
