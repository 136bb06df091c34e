// Where a learned metric takes the space to be small, that is where training examples lie: z ~ det G(z)^(-1/2), by Hamiltonian moves from
// codes of training examples (Chadebec & Allassonniere 2021, section 4.2). Far from all centroids that density is lambda^(d/2), which is not
// nothing: only over a bounded region is it a law, and chains of reasonable length stay where they began.
import { fillNoise } from "@elbo/program";
import type { Definition, Sampler } from "@elbo/spec";
import { z } from "zod";
import { type Ask, hamiltonianMove } from "../ais/hamiltonian-move.ts";

const schema = z.strictObject({
  kind: z.literal("metric"),
  moves: z.int().min(2).default(100).describe("Hamiltonian moves of a chain; step sizes settle in the first half"),
  leapfrogs: z.int().positive().default(15).describe("leapfrog steps a move"),
  stepSize: z.number().positive().default(0.03).describe("first step size, in units of z"),
  examples: z.int().positive().default(10_000).describe("training examples whose codes chains start from, at most"),
});

/** `{ kind: "metric", moves, leapfrogs, stepSize, examples }`: one chain a draw. */
export const metricSampler: Definition<z.output<typeof schema>, Sampler> = {
  family: "sampler",
  kind: "metric",
  summary: "the inverse volume of a learned metric, by Hamiltonian moves (Chadebec & Allassonniere 2021)",
  config: () => schema,
  create: ({ moves, leapfrogs, stepSize, examples }) => ({
    needs: { posterior: { metric: "it draws where the metric's volume is small" } },
    fit: async ({ codes, dimensions, logVolume }) => {
      const starts = await codes({ of: "centres", examples });
      const known = starts.length / dimensions;
      const ask: Ask = async ({ z: at }) => {
        const { value, gradient } = await logVolume(at as Float32Array);
        const log = Float64Array.from(value, (v) => -v);
        return { z: { z: at as Float32Array }, log, likelihood: log, gradient: { z: gradient.map((g) => -g) } };
      };
      return async ({ count, seed }) => {
        const which = new Float32Array(count);
        fillNoise(which, { law: "uniform" }, { seed, step: 0, path: "sampler/metric/starts" });
        const start = new Float32Array(count * dimensions);
        which.forEach((u, chain) => {
          const row = Math.min(known - 1, Math.floor(u * known));
          start.set(starts.subarray(row * dimensions, (row + 1) * dimensions), chain * dimensions);
        });
        const sizes = new Float64Array(count).fill(stepSize);
        let standing = await ask({ z: start });
        for (let step = 1; step <= moves; step++) {
          const settling = step <= moves / 2;
          const how = { leapfrogs, sizes: settling ? sizes : sizes.slice(), seed, step };
          standing = await hamiltonianMove(standing, ask, how);
        }
        return standing.z.z as Float32Array;
      };
    },
  }),
};
