// Piecewise constant values: the usual step decay of learning rates (He et al. 2016, section 4.2: divided by 10 at milestones).
import type { Definition, Schedule } from "@elbo/spec";
import { z } from "zod";

const config = z
  .strictObject({
    kind: z.literal("steps"),
    from: z.number().describe("value before the first milestone"),
    unit: z.enum(["epochs", "steps"]).default("epochs").describe("unit of the milestones"),
    milestones: z.array(z.number().nonnegative()).min(1).describe("moments at which the value changes, ascending"),
    values: z.array(z.number()).optional().describe("the value from each milestone on"),
    factor: z.number().optional().describe("instead of `values`: multiplies the value at each milestone"),
  })
  .refine(({ milestones }) => milestones.every((at, i) => i === 0 || at > (milestones[i - 1] as number)), {
    path: ["milestones"],
    message: "milestones must ascend",
  })
  .refine(({ values, factor }) => (values === undefined) !== (factor === undefined), {
    path: ["values"],
    message: "give either `values` or `factor`",
  })
  .refine(({ values, milestones }) => values === undefined || values.length === milestones.length, {
    path: ["values"],
    message: "give one value for each milestone",
  });

/** Config of a piecewise constant schedule. */
export type StepsConfig = z.infer<typeof config>;

/** value(t) = from * factor^k or values[k - 1], k = milestones passed at t. */
export const createSteps = ({ from, unit, milestones, values, factor = 1 }: Omit<StepsConfig, "kind">): Schedule => {
  return ({ step, stepsPerEpoch }) => {
    const now = unit === "steps" ? step : step / stepsPerEpoch;
    const passed = milestones.filter((at) => now >= at).length;
    return passed === 0 ? from : (values?.[passed - 1] ?? from * factor ** passed);
  };
};

/** `{ kind: "steps", from, unit, milestones, values | factor }`. */
export const stepsSchedule: Definition<StepsConfig, Schedule> = {
  family: "schedule",
  kind: "steps",
  summary: "Piecewise constant, by values or by a factor at each milestone.",
  config: () => config,
  create: createSteps,
};
