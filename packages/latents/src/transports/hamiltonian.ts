import type { Definition, Draw, Given, Transport, Values, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { leapfrog } from "./leapfrog.ts";
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
  .strictObject({ kind: z.literal("hamiltonian"), ...trajectoryFields(0.05, 0.5) })
  .refine(inOrder, outOfOrder);

/** Options of `hamiltonian`. */
export type HamiltonianConfig = z.output<typeof schema>;

/** Parameters of `hamiltonian`: both on the logit scale. */
export type HamiltonianParams = StepParams;

/** Creates the transport for the site in `wiring`. */
export function createHamiltonian(
  config: HamiltonianConfig,
  wiring: Pick<Wiring, "site">,
): Transport<HamiltonianParams> {
  const { steps } = config;
  const site = wiring.site?.name ?? "z";
  const params = stepParams(config, wiring.site?.shape ?? []);
  const force = (given: Given) => (at: tf.Tensor) =>
    tf.grad((value) => tf.sum(given.logJoint({ ...given.z, [site]: value })))(at);
  return {
    params,
    features: {},
    needs: { posterior: { last: "its steps follow log p(x, z) of all latents" } },
    move(values: Values<HamiltonianParams>, from: Draw, _features, given, context): Draw {
      const noise = context.noise("momentum", from.value.shape, { law: "normal" });
      const { heat, ...size } = temperedSteps(config, values);
      const end = leapfrog({ position: from.value, momentum: heat(noise) }, force(given), { steps, ...size });
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
