// Exponential decay to a floor, the temperature of Jang et al. 2017 (arXiv:1611.01144, section 4.2):
// value(t) = max(to, from * exp(-rate * every * floor(t / every))).
import type { Definition, Schedule } from "@elbo/spec";
import { z } from "zod";

const config = z.strictObject({
  kind: z.literal("exponential"),
  from: z.number().gt(0).default(1).describe("value at the start"),
  to: z.number().min(0).default(0).describe("value below which it does not fall"),
  rate: z.number().min(0).describe("decay per step: after 1 / rate steps it is 0.37 of the start"),
  every: z.int().min(1).default(1).describe("steps between two changes"),
});

/** Config of an exponential decay. */
export type ExponentialConfig = z.infer<typeof config>;

/** value(t) = max(to, from * exp(-rate * every * floor(t / every))). */
export const createExponential = ({ from, to, rate, every }: Omit<ExponentialConfig, "kind">): Schedule => {
  return ({ step }) => Math.max(to, from * Math.exp(-rate * every * Math.floor(step / every)));
};

/** `{ kind: "exponential", from, to, rate, every }`. */
export const exponentialSchedule: Definition<ExponentialConfig, Schedule> = {
  family: "schedule",
  kind: "exponential",
  summary: "Exponential decay to a floor, e.g. of a temperature (Jang et al. 2017).",
  config: () => config,
  create: createExponential,
};
