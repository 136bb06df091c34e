// A scalar that stays where it is. In a config a bare number means the same.
import type { Definition, Schedule } from "@elbo/spec";
import { z } from "zod";

const config = z.strictObject({
  kind: z.literal("constant"),
  value: z.number().describe("the value at every step"),
});

/** Config of a constant schedule. */
export type ConstantConfig = z.infer<typeof config>;

/** value(t) = value. */
export const createConstant = ({ value }: Omit<ConstantConfig, "kind">): Schedule => {
  return () => value;
};

/** `{ kind: "constant", value }`. */
export const constantSchedule: Definition<ConstantConfig, Schedule> = {
  family: "schedule",
  kind: "constant",
  summary: "The same value at every step; a bare number means this.",
  config: () => config,
  create: createConstant,
};
