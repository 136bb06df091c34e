import { fillNoise } from "@elbo/program";
import { expect, it } from "vitest";
import { type Completing, complete } from "./complete.ts";

// One latent, four pixels p_i = sigmoid(a_i z + b_i): its posterior given some pixels is known by quadrature.
const a = [2, -1.5, 1, 3];
const b = [0.3, 0, -0.5, 0.2];
const mean = (z: number, i: number) => 1 / (1 + Math.exp(-((a[i] as number) * z + (b[i] as number))));
const logNormal = (z: number, m: number, s: number) => -0.5 * ((z - m) / s) ** 2 - Math.log(s * Math.sqrt(2 * Math.PI));

/** E[p_i | seen pixels] and its deviation, by sums over a fine grid of z. */
function exact(x: Float32Array, seen: Float32Array) {
  const grid = Array.from({ length: 4001 }, (_, k) => (k - 2000) / 250);
  const weights = grid.map((z) => {
    let log = logNormal(z, 0, 1);
    for (const [i, known] of seen.entries()) if (known) log += Math.log(x[i] === 1 ? mean(z, i) : 1 - mean(z, i));
    return Math.exp(log);
  });
  const total = weights.reduce((s, w) => s + w, 0);
  const average = (f: (z: number) => number) => grid.reduce((s, z, k) => s + f(z) * (weights[k] as number), 0) / total;
  return a.map((_, i) => {
    const m = average((z) => mean(z, i));
    return { mean: m, deviation: Math.sqrt(average((z) => (mean(z, i) - m) ** 2)) };
  });
}

/** The model, with an encoder that is only roughly right: weights must make up for it. */
function toy(): Completing {
  let step = 0;
  const noise = (count: number, law: "normal" | "uniform") => {
    const out = new Float32Array(count);
    fillNoise(out, { law }, { seed: 7n, step: step++, path: "toy" });
    return out;
  };
  const decode = (z: Float32Array) =>
    Float32Array.from({ length: 4 * z.length }, (_, k) => mean(z[k >> 2] as number, k % 4));
  const scale = 0.9;
  return {
    sample: async (count) => decode(noise(count, "normal")),
    draw: async (x, count) => {
      const eps = noise(count, "normal");
      const centres = Array.from({ length: count }, (_, k) => 0.8 * ((x[4 * k] as number) - (x[4 * k + 1] as number)));
      const z = eps.map((e, k) => (centres[k] as number) + scale * e);
      return {
        z,
        logQ: z.map((value, k) => logNormal(value, centres[k] as number, scale)),
        logP: z.map((value) => logNormal(value, 0, 1)),
      };
    },
    decode: async (z) => decode(z),
    uniform: () => noise(1, "uniform")[0] as number,
  };
}

const x = Float32Array.of(1, 0, 1, 1);
const seen = Float32Array.of(1, 0, 1, 0);

it("estimates what quadrature gives for the unseen pixels, with an encoder that is wrong", async () => {
  const truth = exact(x, seen);
  const found = await complete(x, seen, toy(), { particles: 20_000, rounds: 3, count: 4 });
  // 20,000 draws of effective size 10,000 or more and deviations below 0.3: standard error 0.003.
  expect(found.effective).toBeGreaterThan(10_000);
  for (const i of [1, 3]) {
    expect(found.mean[i]).toBeCloseTo(truth[i]?.mean as number, 1.7);
    expect(Math.abs((found.mean[i] as number) - (truth[i]?.mean as number))).toBeLessThan(0.012);
    expect(Math.abs((found.deviation[i] as number) - (truth[i]?.deviation as number))).toBeLessThan(0.012);
  }
});

it("leaves what was seen as it is, in every completion", async () => {
  const { pictures, deviation } = await complete(x, seen, toy(), { particles: 50, rounds: 2, count: 6 });
  expect(pictures).toHaveLength(24);
  for (let k = 0; k < 6; k++) expect([pictures[4 * k], pictures[4 * k + 2]]).toEqual([1, 1]);
  expect([deviation[0], deviation[2]]).toEqual([0, 0]);
  expect(new Set(Array.from({ length: 6 }, (_, k) => pictures[4 * k + 1])).size).toBeGreaterThan(2);
});
