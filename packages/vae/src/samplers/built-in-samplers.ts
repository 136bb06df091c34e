import { flowSampler } from "./flow.ts";
import { metricSampler } from "./metric.ts";
import { mixtureSampler } from "./mixture.ts";
import { priorSampler } from "./prior.ts";
import { temperatureSampler } from "./temperature.ts";
import { twoStageSampler } from "./two-stage.ts";

/** The samplers that a registry of built-in parts lists. */
export const builtInSamplers = [
  priorSampler,
  mixtureSampler,
  flowSampler,
  twoStageSampler,
  metricSampler,
  temperatureSampler,
] as const;
