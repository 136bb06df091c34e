import type { Definition, Prior, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { codebookOf, codeSite } from "./code-site.ts";

const schema = z.strictObject({ kind: z.literal("codes-uniform") });

/** Options of `codes-uniform`. */
export type CodesUniformConfig = z.output<typeof schema>;

/** Creates the prior; it has no parameters. */
export function createCodesUniform(
  _config: CodesUniformConfig,
  wiring: Pick<Wiring, "site">,
): Prior<Record<never, never>> {
  const { shape, codes } = codeSite("codes-uniform", wiring);
  const positions = codes.shape.reduce((a, b) => a * b, 1);
  const nats = -positions * Math.log(codes.size);
  return {
    params: {},
    space: "codes",
    distribution: (_params, given) => ({
      family: "codes-uniform",
      batchShape: [],
      eventShape: shape,
      parameters: {},
      gradient: "none",
      draw(samples, context) {
        const u = context.noise("codes", [samples, ...codes.shape], { law: "uniform" });
        const index = tf.minimum(tf.cast(tf.floor(tf.mul(u, codes.size)), "int32"), tf.scalar(codes.size - 1, "int32"));
        return { value: codebookOf("codes-uniform", given).lookup(index), logProb: tf.fill([samples], nats) };
      },
      logProb: (value) => tf.fill(value.shape.slice(0, value.rank - shape.length), nats),
      entropy: () => tf.scalar(-nats),
    }),
  };
}

/**
 * Every code equally likely at every position (van den Oord et al. 2017, section 3.1).
 *
 * log p(z) = -positions log K, nats, for values of the codebook (others are not checked): `[...sample, ...event]` ->
 * `[...sample]`. batchShape []. Drawing needs `given.codebook`.
 *
 * @throws ConfigError when the site holds no codes.
 */
export const codesUniformPrior: Definition<CodesUniformConfig, Prior<Record<never, never>>> = {
  family: "prior",
  kind: "codes-uniform",
  summary: "Uniform over the codes of a quantising posterior (van den Oord et al. 2017)",
  config: () => schema,
  create: createCodesUniform,
};
