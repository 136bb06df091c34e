// The model's own prior, whatever it is: standard normal, mixture, VampPrior, flow, sphere, or codes drawn step by step.
import type { Definition, Sampler } from "@elbo/spec";
import { z } from "zod";

const schema = z.strictObject({ kind: z.literal("prior") });

/** `{ kind: "prior" }`: z ~ p(z). */
export const priorSampler: Definition<z.output<typeof schema>, Sampler> = {
  family: "sampler",
  kind: "prior",
  summary: "the model's own prior",
  config: () => schema,
  create: () => ({ conditional: true, fit: async ({ prior }) => prior }),
};
