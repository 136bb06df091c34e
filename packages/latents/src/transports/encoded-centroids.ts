import type { Activation } from "@elbo/layers";
import {
  ConfigError,
  type Context,
  type Given,
  type Initialiser,
  NotSupportedError,
  type ParamSpec,
  type ParamTree,
  type Values,
  type Wiring,
} from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { centroidMetric, type Metric } from "./metric.ts";
import { metricNet } from "./metric-net.ts";

/** Options of a metric of training examples. */
export interface CentroidsConfig {
  readonly centroids: number;
  readonly field: string;
  readonly hidden: readonly number[];
  readonly activation: Activation;
  readonly temperature: number;
  readonly regularisation: number;
}

/** Parameters: the examples, which no gradient moves, and the net from an example to its matrix. */
export interface CentroidsParams extends ParamTree {
  readonly examples: ParamSpec;
  readonly metric: ParamTree;
}

const examplesOrNoise: Initialiser = (_shape, { noise, examples }) =>
  examples ? Float32Array.from(examples) : noise({ law: "uniform" });

/**
 * A metric whose centroids are the means of q of training examples, by the encoder as it is, and whose matrices are a net's of
 * the same examples; so both follow the gradient, and nothing is to be refreshed.
 *
 * @throws ConfigError when the field is not real, or when the encoder reads a condition.
 */
export function encodedCentroids(
  config: CentroidsConfig,
  wiring: Pick<Wiring, "fields" | "condition">,
  { site, latent }: { readonly site: string; readonly latent: number },
) {
  const { centroids: count, temperature, regularisation } = config;
  const field = wiring.fields[config.field];
  if (field === undefined || field.dtype !== "float32") {
    throw new ConfigError("a metric's centroids are examples of real numbers", {
      where: "latents.transports.field",
      expected: "a float32 field",
      received: field ? `${config.field}: ${field.dtype}` : `no field "${config.field}"`,
      remedy: "Choose another field, or the transport hamiltonian.",
    });
  }
  if (wiring.condition?.into.includes("encoder")) {
    throw new ConfigError("a metric's centroids have no labels for an encoder that reads a condition", {
      where: "latents.transports.kind",
      expected: "condition.into without the encoder",
      remedy: "Take the transport hamiltonian, or set condition.into: [decoder].",
    });
  }
  const net = metricNet({ ...config, input: tf.util.sizeFromShape([...field.shape]), latent });
  const params: CentroidsParams = {
    examples: {
      shape: [count, ...field.shape],
      init: examplesOrNoise,
      state: true,
      examples: { field: config.field, count, draw: `metric/${site}` },
    },
    metric: net.params,
  };
  return {
    params,
    metric(values: Values<CentroidsParams>, given: Given, context: Context): Metric {
      const batch = { [config.field]: values.examples, weight: tf.ones([count]) };
      const q = given.encode(batch, context.at("centroids").quiet())[site];
      const law = q?.before ?? q;
      const centre = law?.mean?.() ?? law?.mode?.();
      if (centre === undefined) {
        throw new NotSupportedError("a metric's centroids are means of posteriors", {
          where: "latents/transports/riemannian",
          expected: `a posterior with a mean at site ${site}`,
          received: law ? `family "${law.family}"` : "no such site",
          remedy: "Choose the posterior gaussian.",
        });
      }
      const matrices = net.matrices(values.metric, tf.reshape(values.examples, [count, -1]));
      return centroidMetric({ centroids: tf.reshape(centre, [count, latent]), matrices, temperature, regularisation });
    },
  };
}
