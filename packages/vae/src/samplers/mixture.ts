// A mixture of Gaussians with full covariance, fitted to the codes of training examples by expectation maximisation after
// training: what turns an autoencoder into a generative model (Ghosh et al. 2020, section 4: 10 components).
import type { Definition, Sampler } from "@elbo/spec";
import { z } from "zod";
import { drawMixture, fitMixture } from "./gaussian-mixture.ts";

const schema = z.strictObject({
  kind: z.literal("mixture"),
  components: z.int().positive().default(10),
  of: z.enum(["draws", "centres"]).default("draws").describe("one draw of q(z|x) an example, or its centre"),
  examples: z.int().min(2).default(10_000).describe("training examples to fit to, at most"),
  iterations: z.int().positive().default(100).describe("steps of expectation maximisation, at most"),
});

/** `{ kind: "mixture", components, of, examples, iterations }`: z ~ sum_k w_k N(m_k, C_k). */
export const mixtureSampler: Definition<z.output<typeof schema>, Sampler> = {
  family: "sampler",
  kind: "mixture",
  summary: "a Gaussian mixture fitted to the codes (Ghosh et al. 2020)",
  config: () => schema,
  create: ({ components, of, examples, iterations }) => ({
    needs: { posterior: { real: "a mixture of Gaussians has mass everywhere" } },
    fit: async ({ codes, dimensions, seed }) => {
      const values = await codes({ of, examples });
      const mixture = fitMixture({ values, columns: dimensions }, { components, iterations, seed });
      return async ({ count, seed: key }) => drawMixture(mixture, count, key);
    },
  }),
};
