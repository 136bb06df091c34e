import type { Definition, Prior, Wiring } from "@elbo/spec";
import { z } from "zod";
import { autoregressiveCodes } from "../codes/autoregressive-codes.ts";
import { codeGrid } from "../codes/code-site.ts";
import { stepperFromLogits } from "../codes/stepper-from-logits.ts";
import { gatedNet } from "./gated-net.ts";
import { gridOfCodes } from "./grid-of-codes.ts";
import { kernelSides } from "./kernel-sides.ts";

const schema = z.strictObject({
  kind: z.literal("gated-pixel-cnn"),
  channels: z.int().positive().default(64).describe("feature maps of each of the two stacks"),
  layers: z.int().positive().default(8).describe("gated layers, the first one included"),
  kernels: kernelSides,
});

/** Options of `gated-pixel-cnn`. */
export type GatedPixelCnnConfig = z.output<typeof schema>;

/** Creates the prior for the codes of the site in `wiring`. */
export function createGatedPixelCnn(config: GatedPixelCnnConfig, wiring: Pick<Wiring, "site">): Prior {
  const { shape, size, grid } = codeGrid("gated-pixel-cnn", wiring);
  const sequence = gridOfCodes(gatedNet({ ...config, size, grid }), grid, size);
  return {
    params: sequence.params,
    space: "codes",
    distribution: (params, given) => autoregressiveCodes("gated-pixel-cnn", { ...sequence, shape }, params, given),
    stepper: stepperFromLogits(sequence),
  };
}

/**
 * A gated PixelCNN over the codes of a quantising posterior (van den Oord et al. 2016, "Conditional Image Generation with
 * PixelCNN Decoders"; the prior of van den Oord et al. 2017): log p(z) = sum_i log p(k_i | k_1..k_{i-1}), nats, k in raster
 * order, every earlier code in sight. `logProb` `[...sample, ...event]` -> `[...sample]` in one pass, no gradient into the
 * value; batchShape []. Drawn step by step.
 *
 * @throws ConfigError when the site holds no codes on a grid.
 */
export const gatedPixelCnnPrior: Definition<GatedPixelCnnConfig, Prior> = {
  family: "prior",
  kind: "gated-pixel-cnn",
  summary: "Gated PixelCNN over codes, two stacks without a blind spot (van den Oord et al. 2016)",
  config: () => schema,
  create: createGatedPixelCnn,
};
