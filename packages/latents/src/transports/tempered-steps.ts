import { constant } from "@elbo/program";
import type { ParamSpec, Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";

/** Options that all trajectories share; `first` and `largest` are the defaults of the step sizes. */
export const trajectoryFields = (first: number, largest: number) => ({
  steps: z.int().min(1).max(32).default(3).describe("leapfrog steps K per draw; K + 1 gradients of log p(x, z)"),
  stepSize: z.number().gt(0).default(first).describe("first step size, in units of z"),
  maxStepSize: z.number().gt(0).default(largest).describe("largest step size that training can reach"),
  perDimension: z.boolean().default(true).describe("one step size per dimension of z, or one for all"),
  tempering: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe("first inverse temperature beta0, learned; absent: no tempering"),
});

/** The two step sizes in their order. */
export const inOrder = ({ stepSize, maxStepSize }: { readonly stepSize: number; readonly maxStepSize: number }) =>
  stepSize < maxStepSize;

/** What `inOrder` asks. */
export const outOfOrder = "stepSize must be below maxStepSize";

/** Options of the steps. */
export interface TemperedSteps {
  readonly steps: number;
  readonly stepSize: number;
  readonly maxStepSize: number;
  readonly perDimension: boolean;
  readonly tempering?: number | undefined;
}

/** Parameters of the steps: both on the logit scale. */
export interface StepParams {
  readonly [name: string]: ParamSpec;
  readonly stepSize: ParamSpec;
}

const logit = (p: number) => Math.log(p / (1 - p));

/** Inverse square root of the temperature at step k, from sqrt(beta0) to 1 (Caterini et al. 2018, section 3.3). */
const quadratic = (root: tf.Tensor, k: number, steps: number) => {
  const share = (k / steps) ** 2;
  const inverse = tf.div(1, root);
  return tf.div(1, tf.add(tf.mul(tf.sub(1, inverse), share), inverse));
};

/** Parameters of the steps over an event of `shape`. */
export const stepParams = (config: TemperedSteps, shape: Shape): StepParams => ({
  stepSize: {
    shape: config.perDimension ? shape : [],
    init: constant(logit(config.stepSize / config.maxStepSize)),
  },
  ...(config.tempering === undefined
    ? {}
    : { tempering: { shape: [], init: constant(logit(Math.sqrt(config.tempering))) } }),
});

/**
 * The steps' size, the momentum that they start with (noise / sqrt(beta0)) and the factor of the momentum after step k = 1..K,
 * so that it cools from 1 / beta0 to 1; without tempering noise itself and no factor.
 */
export function temperedSteps(
  { steps, maxStepSize, tempering }: TemperedSteps,
  values: { readonly stepSize: tf.Tensor; readonly tempering?: tf.Tensor },
) {
  const root = tempering === undefined ? undefined : tf.sigmoid(values.tempering as tf.Tensor);
  return {
    stepSize: tf.mul(maxStepSize, tf.sigmoid(values.stepSize)),
    heat: (noise: tf.Tensor) => (root === undefined ? noise : tf.div(noise, root)),
    ...(root === undefined
      ? {}
      : { cooling: (k: number) => tf.div(quadratic(root, k - 1, steps), quadratic(root, k, steps)) }),
  };
}

/** log N(r; 0, I) up to its constant, summed over the event: `[sample, batch, ...event]` -> `[sample, batch]`. */
export const kinetic = (r: tf.Tensor): tf.Tensor => {
  const [sample, batch] = r.shape as [number, number];
  return tf.mul(-0.5, tf.sum(tf.reshape(tf.square(r), [sample, batch, -1]), 2));
};
