import { annealedBound } from "../ais/annealed-bound.ts";
import { readBatches } from "../evaluation/read-batches.ts";
import type { Measure } from "./measure.ts";

const BATCH = 10;
const CHAINS = 16;
const STEPS = 500;

/** log p(x) by annealed importance sampling: what importance samples from a poor posterior miss. */
export const annealingMeasure: Measure = {
  summary: "NLL by annealed importance sampling (Neal 2001; Wu et al. 2017); slow",
  figures: {
    nll: `nats per example: ${STEPS} distributions, ${CHAINS} chains, 10 leapfrog steps a move`,
    examples: "examples annealed",
  },
  needs: {
    posterior: { real: "Hamiltonian moves walk through the latent space" },
    prior: { drawn: "its chains start there, all at once" },
  },
  measure: async ({ session, split, examples, seed, pause }) => {
    const reading = { batch: BATCH, limit: Math.min(examples, 100), seed };
    let [sum, done] = [0, 0];
    for await (const { count, inputs } of readBatches(split, session.assembled.dataset.fields, reading)) {
      const how = { steps: STEPS, chains: CHAINS, seed, batchNumber: done / BATCH };
      const logP = await annealedBound(session, inputs, BATCH, how, pause);
      for (let i = 0; i < count; i++) sum -= logP[i] as number;
      done += count;
    }
    return { nll: sum / done, examples: done };
  },
};
