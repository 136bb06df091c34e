import type { Definition, ParamTree, Prior, Wiring } from "@elbo/spec";
import { z } from "zod";
import { autoregressiveCodes } from "../codes/autoregressive-codes.ts";
import { codeSite } from "../codes/code-site.ts";
import { stepperFromLogits } from "../codes/stepper-from-logits.ts";
import { transformerNet } from "./transformer-net.ts";

const schema = z.strictObject({
  kind: z.literal("transformer"),
  width: z.int().positive().default(128).describe("of a position's vector, in units"),
  heads: z.int().positive().default(4).describe("attentions side by side; they divide the width"),
  layers: z.int().positive().default(4).describe("blocks of attention and two dense layers"),
});

/** Options of `transformer`. */
export type TransformerConfig = z.output<typeof schema>;

/** Creates the prior for the codes of the site in `wiring`. */
export function createTransformer(config: TransformerConfig, wiring: Pick<Wiring, "site">): Prior {
  const { shape, codes } = codeSite("transformer", wiring);
  const length = codes.shape.reduce((a, b) => a * b, 1);
  const net = transformerNet({ ...config, size: codes.size, length });
  const sequence = { length, size: codes.size, logits: net.apply };
  return {
    params: net.params as ParamTree,
    space: "codes",
    distribution: (params, given) => autoregressiveCodes("transformer", { ...sequence, shape }, params, given),
    stepper: stepperFromLogits(sequence),
  };
}

/**
 * A transformer over the codes of a quantising posterior, as in Esser et al. (2021, "Taming Transformers", section 3.2):
 * log p(z) = sum_i log p(k_i | k_1..k_{i-1}), nats, positions of any grid in raster order. `logProb` `[...sample, ...event]`
 * -> `[...sample]` in one pass, no gradient into the value; batchShape []. Drawn step by step.
 *
 * @throws ConfigError when the site holds no codes, and when the heads do not divide the width.
 */
export const transformerPrior: Definition<TransformerConfig, Prior> = {
  family: "prior",
  kind: "transformer",
  summary: "Transformer over codes (Vaswani et al. 2017; Esser et al. 2021)",
  config: () => schema,
  create: createTransformer,
};
