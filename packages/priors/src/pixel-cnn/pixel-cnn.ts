import { categorical } from "@elbo/distributions";
import { activationNames, type Layer } from "@elbo/layers";
import { foldLeading, stopGradient } from "@elbo/program";
import {
  ConfigError,
  type Definition,
  type Named,
  type ParamTree,
  type Prior,
  type Stepper,
  type Wiring,
} from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { codebookOf, codeSite } from "../codes/code-site.ts";
import { pixelNet } from "./pixel-net.ts";

const odd = (schema: z.ZodInt) => schema.refine((n) => n % 2 === 1, "must be odd");

const schema = z.strictObject({
  kind: z.literal("pixel-cnn"),
  channels: z.int().min(2).default(64).describe("width of the residual stream"),
  blocks: z.int().min(0).default(4).describe("number of residual blocks"),
  activation: z.enum(activationNames).default("relu"),
  kernels: z
    .strictObject({ first: odd(z.int().min(3)).default(7), block: odd(z.int().min(3)).default(3) })
    .prefault({})
    .describe("side of the first kernel, and of those in the blocks, in positions; odd"),
});

/** Options of `pixel-cnn`. */
export type PixelCnnConfig = z.output<typeof schema>;

/** Carries the index grid, int32 `[batch, position]`; each step writes the code before it and runs the net again. */
function gridStepper(net: Layer, [height, width]: readonly [number, number], size: number): Stepper {
  const length = height * width;
  return {
    length,
    begin: (_params, given) => ({ indices: tf.zeros([given.lead.at(-1) as number, length], "int32") }),
    step(params, carry: Named<tf.Tensor>, previous, index) {
      const before = carry.indices as tf.Tensor;
      const batch = before.shape[0] as number;
      const positions = tf.tensor1d(
        Array.from({ length }, (_, i) => i),
        "int32",
      );
      const written = tf.cast(tf.equal(positions, tf.sub(tf.cast(index, "int32"), tf.scalar(1, "int32"))), "int32");
      const kept = tf.mul(before, tf.sub(tf.scalar(1, "int32"), written));
      const indices = tf.add(kept, tf.mul(tf.expandDims(tf.cast(previous, "int32"), 1), written));
      const logits = tf.reshape(net.apply(params, tf.reshape(indices, [batch, height, width])), [batch, length, size]);
      const here = tf.cast(tf.equal(positions, tf.cast(index, "int32")), "float32");
      const chosen = tf.sum(tf.mul(logits, tf.reshape(here, [1, length, 1])), 1);
      return { distribution: categorical({ logits: chosen }), carry: { indices } };
    },
  };
}

/** Creates the prior for the codes of the site in `wiring`. */
export function createPixelCnn(config: PixelCnnConfig, wiring: Pick<Wiring, "site">): Prior {
  const { shape, codes } = codeSite("pixel-cnn", wiring);
  const [height, width] = codes.shape;
  if (codes.shape.length !== 2 || height === undefined || width === undefined) {
    throw new ConfigError("pixel-cnn needs codes on a grid", {
      where: "latents.prior",
      expected: "[height, width] positions",
      received: `[${codes.shape.join(", ")}]`,
      remedy: "Give the posterior a shape [height, width, feature].",
    });
  }
  const net = pixelNet({ ...config, size: codes.size, grid: codes.shape });
  return {
    params: net.params as ParamTree,
    space: "codes",
    distribution: (params, given) => ({
      family: "pixel-cnn",
      batchShape: [],
      eventShape: shape,
      parameters: {},
      gradient: "none",
      logProb(value) {
        const lead = value.shape.slice(0, value.rank - shape.length);
        const indices = codebookOf("pixel-cnn", given).indices(stopGradient(value));
        const grid = foldLeading(indices, lead.length);
        const each = categorical({ logits: net.apply(params, grid) }).logProb(grid);
        return tf.reshape(tf.sum(each, [1, 2]), [...lead]);
      },
    }),
    stepper: gridStepper(net, [height, width], codes.size),
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
