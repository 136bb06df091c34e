import type { Fact, Needs } from "@elbo/spec";
import { z } from "zod";

/** Options of a prior over discrete variables. */
export const discreteFields = {
  learned: z.boolean().default(false).describe("learned logits that start at 0; false: uniform"),
  temperature: z
    .number()
    .gt(0)
    .optional()
    .describe("of the relaxed density in training, for a posterior with density: concrete; absent: log-masses"),
};

/** What a relaxed prior offers, and asks of the posterior; one that is not asks nothing. */
export const relaxedFacts = (
  temperature: number | undefined,
): { readonly offers: readonly Fact[]; readonly needs?: Needs } =>
  temperature === undefined
    ? { offers: [] }
    : { offers: ["relaxed"], needs: { posterior: { relaxed: "log p is a density between the corners in training" } } };
