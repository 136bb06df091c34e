import { activationNames } from "@elbo/layers";
import type { Definition, Prior, Wiring } from "@elbo/spec";
import { z } from "zod";
import { autoregressiveCodes } from "../codes/autoregressive-codes.ts";
import { codeGrid } from "../codes/code-site.ts";
import { stepperFromLogits } from "../codes/stepper-from-logits.ts";
import { gridOfCodes } from "./grid-of-codes.ts";
import { kernelSides } from "./kernel-sides.ts";
import { pixelNet } from "./pixel-net.ts";

const schema = z.strictObject({
  kind: z.literal("pixel-cnn"),
  channels: z.int().min(2).default(64).describe("width of the residual stream"),
  blocks: z.int().min(0).default(4).describe("number of residual blocks"),
  activation: z.enum(activationNames).default("relu"),
  kernels: kernelSides,
});

/** Options of `pixel-cnn`. */
export type PixelCnnConfig = z.output<typeof schema>;

/** Creates the prior for the codes of the site in `wiring`. */
export function createPixelCnn(config: PixelCnnConfig, wiring: Pick<Wiring, "site">): Prior {
  const { shape, size, grid } = codeGrid("pixel-cnn", wiring);
  const sequence = gridOfCodes(pixelNet({ ...config, size, grid }), grid, size);
  return {
    params: sequence.params,
    space: "codes",
    distribution: (params, given) => autoregressiveCodes("pixel-cnn", { ...sequence, shape }, params, given),
    stepper: stepperFromLogits(sequence),
  };
}

/**
 * A PixelCNN over the codes of a quantising posterior (van den Oord et al. 2016 and 2017, section 4.1):
 * log p(z) = sum_i log p(k_i | k_1..k_{i-1}), nats, k in raster order. `logProb` `[...sample, ...event]` ->
 * `[...sample]` in one pass, no gradient into the value; batchShape []. Drawn step by step.
 *
 * @throws ConfigError when the site holds no codes on a grid.
 */
export const pixelCnnPrior: Definition<PixelCnnConfig, Prior> = {
  family: "prior",
  kind: "pixel-cnn",
  summary: "PixelCNN over codes (van den Oord et al. 2016)",
  config: () => schema,
  create: createPixelCnn,
};
