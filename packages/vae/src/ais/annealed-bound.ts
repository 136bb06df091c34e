import { logMeanOf, logSumOf } from "@elbo/metrics";
import type { Input, Named, Numbers } from "@elbo/spec";
import { annealedProgram } from "../programs/density-programs.ts";
import type { Session } from "../session/session.ts";
import { type Ask, hamiltonianMove, type Standing } from "./hamiltonian-move.ts";
import { temperatures } from "./temperatures.ts";

/** How to anneal. */
export interface AnnealingOptions {
  /** Intermediate distributions. */
  readonly steps: number;
  /** Chains an example. */
  readonly chains: number;
  /** Leapfrog steps a move; default 10 (Wu et al. 2017). */
  readonly leapfrogs?: number;
  readonly seed: bigint;
  /** Number of the batch: other batches, other noise. */
  readonly batchNumber: number;
}

/** A batch's numbers once for each chain. */
const repeated = (values: Numbers, chains: number): Numbers => {
  const all = values.constructor as unknown as new (length: number) => Numbers;
  const into = new all(values.length * chains);
  for (let chain = 0; chain < chains; chain++) into.set(values, chain * values.length);
  return into;
};

const float64 = (values: Numbers) => Float64Array.from(values);

/**
 * log p(x) of a batch `[batch]` by annealed importance sampling (Neal 2001; for decoders Wu et al. 2017): chains start at
 * the prior and walk by Hamiltonian moves through p(z) p(x|z)^beta to the posterior;
 *
 *   log w = sum_t (beta_t - beta_{t-1}) log p(x|z_{t-1}),   log p(x) ~ log-mean-exp over chains of log w.
 *
 * E[w] = p(x) for fixed step sizes, so in expectation a lower bound of log p(x), nats; it tightens with steps and chains.
 */
export async function annealedBound(
  session: Session,
  inputs: Named<Numbers>,
  batch: number,
  { steps, chains, leapfrogs = 10, seed, batchNumber }: AnnealingOptions,
  pause: () => Promise<void> = async () => {},
): Promise<Float64Array> {
  const { assembled } = session;
  const { sites } = assembled.parts.latents;
  const { signature } = assembled.evaluation(batch);
  const latent = Object.fromEntries(
    sites.map(({ name, shape }) => [
      `latent/${name}`,
      { shape: [chains, batch, ...shape], dtype: "float32" } satisfies Input,
    ]),
  );
  const request = () => ({
    program: annealedProgram(assembled.parts),
    signature: {
      inputs: { ...signature.inputs, ...latent, beta: { shape: [], dtype: "float32" as const } },
      training: false,
      gradients: [{ of: "objective", inputs: Object.keys(latent) }],
    },
  });
  const at =
    (beta: number): Ask =>
    async (z) => {
      const key = { seed, step: batchNumber };
      const asked = { ...inputs, ...z, beta: Float32Array.of(beta) };
      const out = await session.run(`annealed/${chains}/${batch}`, request, asked, key);
      const [prior, likelihood] = [float64(out.prior as Numbers), float64(out.likelihood as Numbers)];
      const gradient = Object.keys(latent).map((name) => [name, out[`gradient/${name}`] as Float32Array]);
      const log = prior.map((p, i) => p + beta * (likelihood[i] as number));
      return { z, log, likelihood, gradient: Object.fromEntries(gradient) };
    };
  const rows = chains * batch;
  const prior = assembled.prior(rows);
  const conditions = Object.keys(prior.signature.inputs).map((name) => [
    name,
    repeated(inputs[name] as Numbers, chains),
  ]);
  const condition: Named<Numbers> = Object.fromEntries(conditions);
  const start = await session.run(`prior/${rows}`, () => prior, condition, { seed, step: batchNumber });
  const betas = temperatures(steps);
  const sizes = new Float64Array(rows).fill(0.1);
  const logWeights = new Float64Array(rows);
  let standing: Standing = { z: start as Named<Float32Array> } as Standing;
  for (let t = 1; t <= steps; t++) {
    const beta = betas[t] as number;
    standing = await at(beta)(standing.z);
    const gap = beta - (betas[t - 1] as number);
    for (let i = 0; i < rows; i++) logWeights[i] = (logWeights[i] as number) + gap * (standing.likelihood[i] as number);
    if (t < steps) {
      const step = batchNumber * steps + t;
      standing = await hamiltonianMove(standing, at(beta), { leapfrogs, sizes, seed, step });
    }
    await pause();
  }
  return logMeanOf(logSumOf(logWeights, batch));
}
