import { pointMass } from "@elbo/distributions";
import { stopGradient } from "@elbo/program";
import type { Definition, Posterior, Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { type CodeTable, codeTable, codeTableFields } from "./code-table.ts";
import { nearestCode, tableCodebook } from "./codebook.ts";
import { movedAverages } from "./vq-averages.ts";

const schema = z.strictObject({
  kind: z.literal("vq"),
  shape: z.array(z.int().min(1)).min(2).describe("event axes of z: [height, width, feature] or [position, feature]"),
  ...codeTableFields,
});

/** Options of `vq`. */
export type VqConfig = z.output<typeof schema>;

/** Creates the quantising posterior. */
export function createVq(config: VqConfig): Posterior<CodeTable> {
  const { shape, codes, commitment } = config;
  const width = shape.at(-1) as number;
  const positions = shape.slice(0, -1);
  return {
    params: codeTable(codes, width, config.start),
    shape,
    features: { code: shape },
    space: "codes",
    offers: ["law"],
    prior: { kind: "codes-uniform" },
    codes: { size: codes, shape: positions },
    distribution(params, features, given, context) {
      const x = features.code as tf.Tensor;
      const lead = x.shape.slice(0, x.rank - shape.length);
      const rows = tf.reshape(x, [-1, width]);
      const indices = nearestCode(rows, params.codebook);
      const nearest = stopGradient(tf.reshape(tf.gather(params.codebook, indices), x.shape));
      if (context.training) {
        const perExample = tf.expandDims(given.batch.weight as tf.Tensor, 1);
        const weight = tf.reshape(tf.mul(perExample, tf.ones([...lead, size(positions)])), [-1]);
        const noise = context.noise("revive", [codes], { law: "uniform" });
        const next = movedAverages({ ...params, x: rows, indices, weight, noise }, config);
        context.update(params.codebook, next.codebook);
        context.update(params.counts, next.counts);
      }
      const distance = tf.sum(tf.reshape(tf.square(tf.sub(x, nearest)), [...lead, size(shape)]), lead.length);
      context.add("commitment", tf.mul(commitment, distance));
      const value = tf.add(nearest, tf.sub(x, stopGradient(x))); // the code itself, to the last bit
      return pointMass({ value, eventAxes: shape.length, gradient: "straight-through" });
    },
    codebook: (params) => tableCodebook(params.codebook, positions),
  };
}

const size = (shape: Shape) => shape.reduce((a, b) => a * b, 1);

/**
 * Vector quantisation (van den Oord et al. 2017): z = e + x - sg(x) with e the code nearest to each feature vector;
 * term `commitment` = beta |x - sg(e)|^2, summed over the event, `[...lead]`; codes follow appendix A.1 when training.
 * Feature `code` `[...lead, ...position, feature]`; the draw's log-probability is 0.
 */
export const vqPosterior: Definition<VqConfig, Posterior<CodeTable>> = {
  family: "posterior",
  kind: "vq",
  summary: "Vector quantisation with averaged codes (van den Oord et al. 2017)",
  config: () => schema,
  create: createVq,
};
