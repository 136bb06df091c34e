import { activationNames } from "@elbo/layers";
import { logDeterminant, solveTriangular } from "@elbo/program";
import { ConfigError, type Definition, type Draw, type Transport, type Values, type Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { type CentroidsParams, encodedCentroids } from "./encoded-centroids.ts";
import { servedSite } from "./flow-transport.ts";
import { generalisedLeapfrog } from "./generalised-leapfrog.ts";
import {
  inOrder,
  kinetic,
  outOfOrder,
  type StepParams,
  stepParams,
  temperedSteps,
  trajectoryFields,
} from "./tempered-steps.ts";

const schema = z
  .strictObject({
    kind: z.literal("riemannian"),
    ...trajectoryFields(0.001, 0.01),
    iterations: z.int().min(1).max(16).default(3).describe("fixed-point iterations for each implicit half step"),
    centroids: z.int().min(1).default(100).describe("training examples N that the metric is made of, drawn once"),
    field: z.string().default("x").describe("the batch field that they hold"),
    hidden: z.array(z.int().min(1)).default([400]).describe("hidden layers of the net from an example to its matrix"),
    activation: z.enum(activationNames).default("relu"),
    temperature: z.number().gt(0).default(1.5).describe("how far a centroid reaches, T, in units of z"),
    regularisation: z.number().gt(0).default(0.01).describe("the inverse metric far from all centroids, lambda"),
  })
  .refine(inOrder, outOfOrder);

/** Options of `riemannian`. */
export type RiemannianConfig = z.output<typeof schema>;

/** Parameters of `riemannian`: those of its steps, its metric's examples and net. */
export type RiemannianParams = { readonly steps: StepParams; readonly centroids: CentroidsParams };

/** Cholesky factors are written out column by column. */
const MOST = 32;

/** Creates the transport for the site in `wiring`. */
export function createRiemannian(
  config: RiemannianConfig,
  wiring: Pick<Wiring, "site" | "fields" | "condition">,
): Transport<RiemannianParams> {
  const { steps, iterations } = config;
  const { shape, latent } = servedSite("riemannian", wiring);
  const site = wiring.site?.name as string;
  if (latent > MOST) {
    throw new ConfigError("a metric of so many dimensions is too large a matrix", {
      where: `config latents, transport of site ${site}`,
      expected: `at most ${MOST} latents`,
      received: `${latent}`,
      remedy: "Lower the posterior's dimension, or take the transport hamiltonian.",
    });
  }
  const centroids = encodedCentroids(config, wiring, { site, latent });
  return {
    params: { steps: stepParams(config, shape), centroids: centroids.params },
    features: {},
    needs: {
      posterior: {
        last: "its steps follow log p(x, z) of all latents",
        alone: "its centroids know no draws of earlier sites",
      },
      encoder: { "x-alone": "its centroids are stored as x and nothing beside it" },
    },
    logVolume: (values, points, given, context) =>
      centroids.metric(values.centroids, given, context)(tf.reshape(points, [-1, latent])).halfLogDet,
    move(values: Values<RiemannianParams>, from: Draw, _features, given, context): Draw {
      const [samples, batch] = from.value.shape as [number, number];
      const rows = (x: tf.Tensor) => tf.reshape(x, [samples * batch, latent]);
      const back = (x: tf.Tensor) => tf.reshape(x, [samples, batch, ...shape]);
      const perDraw = (x: tf.Tensor) => tf.reshape(x, [samples, batch]);
      const force = (at: tf.Tensor) =>
        rows(tf.grad((value) => tf.sum(given.logJoint({ ...given.z, [site]: value })))(back(at)));
      const metric = centroids.metric(values.centroids, given, context);
      const noise = context.noise("momentum", from.value.shape, { law: "normal" });
      const { heat, stepSize, ...cooling } = temperedSteps(config, values.steps);
      const start = metric(rows(from.value));
      const momentum = tf.squeeze(
        solveTriangular(start.factor, tf.expandDims(rows(heat(noise)), -1), { transposed: true }),
        [-1],
      );
      const size = stepSize.rank === 0 ? stepSize : tf.reshape(stepSize, [latent]);
      const end = generalisedLeapfrog(
        { position: rows(from.value), momentum },
        { force, metric },
        { steps, iterations, stepSize: size, ...cooling },
      );
      const { place } = end;
      const energy = tf.add(
        place.halfLogDet,
        tf.mul(0.5, tf.sum(tf.mul(end.momentum, place.velocity(end.momentum)), 1)),
      );
      const gained = tf.sub(tf.sub(energy, start.halfLogDet), logDeterminant(end.volume));
      return {
        value: back(end.position),
        logProb: tf.add(tf.add(from.logProb, kinetic(noise)), perDraw(gained)),
      };
    },
  };
}

/**
 * Riemannian Hamiltonian steps (Chadebec, Mantoux & Allassonniere 2020, section 3): momenta are N(0, G(z)) for the metric G(z)^-1 =
 * sum_i L_i L_i' exp(-|z - c_i|^2 / T^2) + lambda I, the centroids c_i the posterior means of training examples x_i, L_i a net's of x_i.
 *
 * z0 ~ q, rho0 = C^-T n / sqrt(beta0) with C C' = G(z0)^-1 and n ~ N(0, I), K generalised leapfrog steps for H = -log p(x, z) + log
 * det G(z) / 2 + rho' G(z)^-1 rho / 2. Then logProb = log q(z0) + log N(n; 0, I) - log det G(z0) / 2 - log N(rhoK; 0, G(zK)) - log|det|
 * of the steps, so that exp(log p(x, zK) - logProb) is an unbiased weight for p(x), as in `hamiltonian`. The paper takes that
 * determinant to be 1, which it is once the iterations have converged; here it is that of the map as computed.
 *
 * Needs second-order gradients: call `installGradients` of @elbo/program once.
 *
 * @throws ConfigError for more latents than a small matrix holds, for centroids that are not real, and when the encoder reads a
 * condition.
 */
export const riemannianTransport: Definition<RiemannianConfig, Transport<RiemannianParams>> = {
  family: "transport",
  kind: "riemannian",
  summary: "Hamiltonian steps under a learned metric (Chadebec et al. 2020)",
  config: () => schema,
  create: createRiemannian,
};
