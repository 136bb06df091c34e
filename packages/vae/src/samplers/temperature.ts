// Gaussian priors made narrower or wider: z = m + T s e at every site, that is p(z)^(1 / T^2) normalised. T < 1 gives more
// typical and less diverse samples (Kingma & Dhariwal 2018, section 6; Vahdat & Kautz 2020, section 4.2).
import type { Definition, Sampler } from "@elbo/spec";
import { z } from "zod";

const schema = z.strictObject({
  kind: z.literal("temperature"),
  value: z.number().nonnegative().default(0.7).describe("factor on the prior's standard deviation, at every site"),
});

/** `{ kind: "temperature", value }`: the prior with its deviation times `value`. */
export const temperatureSampler: Definition<z.output<typeof schema>, Sampler> = {
  family: "sampler",
  kind: "temperature",
  summary: "a Gaussian prior with its deviation scaled (Kingma & Dhariwal 2018)",
  config: () => schema,
  create: ({ value }) => ({
    conditional: true,
    needs: { prior: { "diagonal-gaussian": "a temperature scales a Gaussian's deviation" } },
    fit:
      async ({ prior }) =>
      (request) =>
        prior(request, value),
  }),
};
