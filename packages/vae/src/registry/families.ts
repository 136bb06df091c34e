import type { Family } from "@elbo/spec";

/** The families that a config chooses parts from, in the order in which they are wired; samplers come after training. */
export const families: readonly Family[] = [
  "data",
  "likelihood",
  "latents",
  "posterior",
  "transport",
  "prior",
  "decoder",
  "encoder",
  "loss",
  "schedule",
  "optimiser",
  "sampler",
];
