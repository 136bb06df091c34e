import { batchMean } from "@elbo/program";
import type { Definition, Loss } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { reconstructionTerm, withAdded } from "../bounds/trace-terms.ts";
import { reportedKl, totalKl } from "../kl/site-kl.ts";
import { type Moments, momentNeeds, momentsOf } from "./moments.ts";

const schema = z.strictObject({
  kind: z.literal("dip"),
  version: z.enum(["I", "II"]).default("II").describe("I: covariance of the posterior means. II: of the draws"),
  offDiagonal: z.number().min(0).default(10).describe("lambda_od, weight of the squared covariances of two dimensions"),
  diagonal: z.number().min(0).default(10).describe("lambda_d, weight of the squared distances of variances from 1"),
});

/** Options of `dip`. */
export type DipConfig = z.output<typeof schema>;

/**
 * Covariance over the batch `[latent, latent]`: of the means (version I), or of the draws, Cov[mean] + E[diag scale^2]
 * (version II, by the law of total covariance).
 */
export function aggregateCovariance(
  { mean, scale }: Moments,
  weight: tf.Tensor,
  version: DipConfig["version"],
): tf.Tensor {
  const centred = tf.sub(mean, batchMean(mean, weight)); // [batch, latent]
  const weighted = tf.mul(centred, tf.reshape(tf.div(weight, tf.sum(weight)), [-1, 1]));
  const ofMeans = tf.matMul(weighted, centred, true);
  if (version === "I") return ofMeans;
  return tf.add(ofMeans, tf.mul(identity(mean.shape[1] as number), batchMean(tf.square(scale), weight)));
}

const identity = (size: number) =>
  tf.tensor2d(
    Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0)),
    [size, size],
  );

/** Creates the bound with both penalties as one objective, `dip`. */
export function createDip({ version, offDiagonal, diagonal }: DipConfig): Loss<Record<never, never>> {
  return {
    params: {},
    leastBatch: 2,
    needs: { posterior: momentNeeds("the covariance of the codes is computed from their means and variances") },
    objectives: {
      dip: {
        moves: ["encoder", "decoder", "prior"],
        terms: (_params, model, batch, context) => {
          const trace = model.infer(batch, { samples: 1 }, context);
          const covariance = aggregateCovariance(momentsOf(trace.sites), batch.weight as tf.Tensor, version);
          const one = identity(covariance.shape[0] as number);
          const off = tf.sum(tf.square(tf.mul(covariance, tf.sub(1, one))));
          const on = tf.sum(tf.square(tf.mul(tf.sub(covariance, 1), one)));
          return withAdded(
            {
              reconstruction: reconstructionTerm(trace),
              kl: { value: totalKl(trace.sites), over: "example" },
              covariances: { value: off, over: "batch", weight: offDiagonal },
              variances: { value: on, over: "batch", weight: diagonal },
              ...reportedKl(trace.sites),
            },
            trace,
          );
        },
      },
    },
  };
}

/**
 * DIP-VAE (Kumar et al. 2018, eq. 5 to 7): the VAE's bound, plus what pulls the covariance C of the codes over the data
 * towards the identity: lambda_od sum_{i != j} C_ij^2 + lambda_d sum_i (C_ii - 1)^2. Version I takes the covariance of the
 * posterior means, version II that of the draws. The bound in nats per example, the penalties without unit, over the batch.
 *
 * Terms: `reconstruction` `[sample, batch]`, `kl` `[batch]`; scalars `covariances` and `variances`; terms that parts add.
 */
export const dipLoss: Definition<DipConfig, Loss<Record<never, never>>> = {
  family: "loss",
  kind: "dip",
  summary: "DIP-VAE: codes whose covariance over the data is the identity (Kumar et al. 2018)",
  config: () => schema,
  create: createDip,
};
