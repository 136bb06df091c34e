import { constant } from "@elbo/program";
import type { Definition, Draw, Given, ParamSpec, Transport, Values, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { leapfrog } from "./leapfrog.ts";

const schema = z
  .strictObject({
    kind: z.literal("hamiltonian"),
    steps: z.int().min(1).max(32).default(3).describe("leapfrog steps K per draw; K + 1 gradients of log p(x, z)"),
    stepSize: z.number().gt(0).default(0.05).describe("first step size, in units of z"),
    maxStepSize: z.number().gt(0).default(0.5).describe("largest step size that training can reach"),
    perDimension: z.boolean().default(true).describe("one step size per dimension of z, or one for all"),
    tempering: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe("first inverse temperature beta0, learned; absent: no tempering"),
  })
  .refine(({ stepSize, maxStepSize }) => stepSize < maxStepSize, "stepSize must be below maxStepSize");

/** Options of `hamiltonian`. */
export type HamiltonianConfig = z.output<typeof schema>;

/** Parameters of `hamiltonian`: both on the logit scale. */
export interface HamiltonianParams {
  readonly [name: string]: ParamSpec;
  readonly stepSize: ParamSpec;
}

const logit = (p: number) => Math.log(p / (1 - p));

/** log N(r; 0, I) up to its constant, summed over the event: `[sample, batch, ...event]` -> `[sample, batch]`. */
const kinetic = (r: tf.Tensor) => {
  const [sample, batch] = r.shape as [number, number];
  return tf.mul(-0.5, tf.sum(tf.reshape(tf.square(r), [sample, batch, -1]), 2));
};

/** Inverse square root of the temperature at step k, from sqrt(beta0) to 1 (Caterini et al. 2018, section 3.3). */
const quadratic = (root: tf.Tensor, k: number, steps: number) => {
  const share = (k / steps) ** 2;
  const inverse = tf.div(1, root);
  return tf.div(1, tf.add(tf.mul(tf.sub(1, inverse), share), inverse));
};

/** Creates the transport for the site in `wiring`. */
export function createHamiltonian(
  config: HamiltonianConfig,
  wiring: Pick<Wiring, "site">,
): Transport<HamiltonianParams> {
  const { steps, maxStepSize, tempering } = config;
  const site = wiring.site?.name ?? "z";
  const params: HamiltonianParams = {
    stepSize: {
      shape: config.perDimension ? (wiring.site?.shape ?? []) : [],
      init: constant(logit(config.stepSize / maxStepSize)),
    },
    ...(tempering === undefined ? {} : { tempering: { shape: [], init: constant(logit(Math.sqrt(tempering))) } }),
  };
  const force = (given: Given) => (at: tf.Tensor) =>
    tf.grad((value) => tf.sum(given.logJoint({ ...given.z, [site]: value })))(at);
  return {
    params,
    features: {},
    needs: { posterior: { last: "its steps follow log p(x, z) of all latents" } },
    move(values: Values<HamiltonianParams>, from: Draw, _features, given, context): Draw {
      const noise = context.noise("momentum", from.value.shape, { law: "normal" });
      const root = tempering === undefined ? undefined : tf.sigmoid(values.tempering as tf.Tensor);
      const temper = (k: number) => (root === undefined ? tf.scalar(1) : quadratic(root, k, steps));
      const end = leapfrog(
        { position: from.value, momentum: root === undefined ? noise : tf.div(noise, root) },
        force(given),
        {
          steps,
          stepSize: tf.mul(maxStepSize, tf.sigmoid(values.stepSize)),
          ...(root === undefined ? {} : { cooling: (k: number) => tf.div(temper(k - 1), temper(k)) }),
        },
      );
      return {
        value: end.position,
        logProb: tf.sub(tf.add(from.logProb, kinetic(noise)), kinetic(end.momentum)),
      };
    },
  };
}

/**
 * Hamiltonian steps towards the true posterior (Caterini, Doucet & Sejdinovic 2018, algorithm 1; Salimans et al. 2015).
 *
 * z0 ~ q, r0 = n / sqrt(beta0) with n ~ N(0, I), K leapfrog steps on log p(x, z), the momentum cooled after each. Then
 * logProb = log q(z0) + log N(n) - log N(rK), so that exp(log p(x, zK) - logProb) is an unbiased weight for p(x): the
 * Jacobian beta0^(d/2) of the cooling and that of the first scaling cancel. Only logProb's expectation is a density.
 *
 * Needs second-order gradients: call `installGradients` of @elbo/program once.
 */
export const hamiltonianTransport: Definition<HamiltonianConfig, Transport<HamiltonianParams>> = {
  family: "transport",
  kind: "hamiltonian",
  summary: "Leapfrog steps on log p(x, z) (Caterini et al. 2018; Salimans et al. 2015)",
  config: () => schema,
  create: createHamiltonian,
};
