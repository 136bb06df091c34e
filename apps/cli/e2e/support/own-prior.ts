/** A user's own part as a person would write it: log p(z) = sum_d -log(2 b_d) - |z_d| / b_d with a learned scale b. */
export const ownPrior = `
import { zeros } from "@elbo/program";
import type { Definition, Distribution, ParamSpec, Prior } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";

const schema = z.strictObject({ kind: z.literal("laplace") });

const laplace = (logScale: tf.Tensor): Distribution => {
  const axes = logScale.shape.map((_, axis) => axis - logScale.rank);
  const logProb = (value: tf.Tensor) =>
    tf.sum(tf.neg(tf.add(tf.add(logScale, Math.LN2), tf.div(tf.abs(value), tf.exp(logScale)))), axes);
  return {
    family: "laplace",
    batchShape: [],
    eventShape: logScale.shape,
    parameters: { logScale },
    gradient: "pathwise",
    logProb,
    draw: (samples, context) => {
      const at = (name: string) => tf.neg(tf.log(context.noise(name, [samples, ...logScale.shape], { law: "uniform" })));
      const value = tf.mul(tf.sub(at("left"), at("right")), tf.exp(logScale));
      return { value, logProb: logProb(value) };
    },
  };
};

export const laplacePrior: Definition<z.output<typeof schema>, Prior<{ logScale: ParamSpec }>> = {
  family: "prior",
  kind: "laplace",
  summary: "Laplace per dimension with a learned scale",
  config: () => schema,
  create: (_, { site }) => ({
    params: { logScale: { shape: site?.shape ?? [], init: zeros } },
    distribution: ({ logScale }) => laplace(logScale),
  }),
};
`;
