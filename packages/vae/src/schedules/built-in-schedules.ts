import { constantSchedule } from "./constant.ts";
import { cosineSchedule } from "./cosine.ts";
import { cyclicalSchedule } from "./cyclical.ts";
import { exponentialSchedule } from "./exponential.ts";
import { linearSchedule } from "./linear.ts";
import { stepsSchedule } from "./steps.ts";

/** The schedules that a registry of built-in parts lists. */
export const builtInSchedules = [
  constantSchedule,
  linearSchedule,
  cyclicalSchedule,
  cosineSchedule,
  exponentialSchedule,
  stepsSchedule,
] as const;
