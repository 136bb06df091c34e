import type { LinearGaussian } from "@elbo/datasets";
import { createOnnxEngine } from "@elbo/engine";
import type { Numbers } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { linearGaussian } from "../evaluation/fakes/linear-gaussian.ts";
import { readBatches } from "../evaluation/read-batches.ts";
import type { Session } from "../session/session.ts";
import { conditionalGaussian } from "./fakes/conditional-gaussian.ts";
import { restoreExamples } from "./restore-examples.ts";
import type { RestoreOptions } from "./restore-options.ts";

beforeAll(useCpu);

const BATCH = 4;
const SIZE = 6;
const NOISE = 0.4;
const model = linearGaussian({ size: SIZE, noise: NOISE, test: BATCH });
const law: LinearGaussian = model.law;
const open = () => model.open(createOnnxEngine({ threads: 1 }));

const examples = async ({ assembled }: Session): Promise<Float32Array> => {
  const { splits, fields } = assembled.dataset;
  for await (const { inputs } of readBatches(splits.test, fields, { batch: BATCH, seed: 0n })) {
    return inputs.x as Float32Array;
  }
  throw new Error("no example");
};

/** Elements 1, 2 and 5 of every example are hidden; a different one in the last. */
const mask = Float32Array.from({ length: BATCH * SIZE }, (_, i) => ([1, 2, 5].includes(i % SIZE) ? 0 : 1));
mask.set([0, 1, 1, 1, 0, 0], (BATCH - 1) * SIZE);

const CHAINS = 64;
const MOVES = 120;

/**
 * Means and deviations of p(x|y) beside the exact ones. Chains are independent, so a mean's standard error is at most the
 * deviation of z's part over sqrt(CHAINS) (moves make it smaller): 5 of them are allowed, and for a variance, of relative error
 * sqrt(2 / CHAINS) at most, likewise.
 */
async function compare(seen: Float32Array, sigma: number, hide: Float32Array | undefined, options: RestoreOptions) {
  const session = await open();
  const given = { x: seen, ...(hide ? { "x.mask": hide } : {}) };
  const found = await restoreExamples(session, given, { draws: CHAINS, moves: MOVES, seed: 5n, ...options });
  session.dispose();
  let gaps = 0;
  for (let row = 0; row < BATCH; row++) {
    const at = (i: number) => row * SIZE + i;
    const exact = conditionalGaussian(law, {
      y: seen.subarray(at(0), at(SIZE)),
      sigma,
      seen: (i) => (hide?.[at(i)] ?? 1) === 1,
    });
    for (let i = 0; i < SIZE; i++) {
      if (sigma === 0 && hide?.[at(i)] === 1) {
        expect([found.mean[at(i)], found.deviation[at(i)]]).toEqual([seen[at(i)], 0]);
        continue;
      }
      const deviation = Math.sqrt(exact.variance[i] as number);
      const gap = Math.abs((found.mean[at(i)] as number) - (exact.mean[i] as number));
      expect(gap).toBeLessThan((5 * deviation) / Math.sqrt(CHAINS));
      gaps += gap / deviation / BATCH / SIZE;
      const ratio = (found.deviation[at(i)] as number) / deviation;
      expect(Math.abs(ratio - 1)).toBeLessThan(0.5 * 5 * Math.sqrt(2 / CHAINS));
    }
  }
  return { found, gaps };
}

describe("restoring examples of a linear Gaussian model", () => {
  it("gives E[x|y] and the deviation of hidden elements; seen ones stay to the bit", async () => {
    const session = await open();
    const x = await examples(session);
    session.dispose();
    const seen = x.map((v, i) => (mask[i] === 1 ? v : Number.NaN));
    const { found, gaps } = await compare(seen, 0, mask, {});
    expect(gaps).toBeLessThan(0.1);
    expect(found.draws.length).toBe(CHAINS * BATCH * SIZE);
    expect(Math.min(...found.taken)).toBeGreaterThan(0.3);
  });

  it("does so under Gaussian noise of known sigma, with and without hidden elements", async () => {
    const session = await open();
    const x = await examples(session);
    session.dispose();
    const sigma = 0.7;
    const noise = (i: number) => sigma * Math.sqrt(2) * Math.sin(12.9 * (i + 1));
    const seen = x.map((v, i) => v + noise(i));
    const corruption = { kind: "gaussian-noise", sigma };
    expect((await compare(seen, sigma, undefined, { corruption })).gaps).toBeLessThan(0.1);
    expect((await compare(seen, sigma, mask, { corruption })).gaps).toBeLessThan(0.1);
  });

  it("draws spread as p(x|y) does when they carry the noise of p(x|z), and the same seed gives the same bits", async () => {
    const session = await open();
    const x = (await examples(session)).slice(0, SIZE);
    const hide = new Float32Array(SIZE).fill(1);
    hide.set([0, 0], 2);
    const how: RestoreOptions = { draws: 512, moves: 20, drawn: true, seed: 9n };
    const [one, two] = [
      await restoreExamples(session, { x, "x.mask": hide }, how),
      await restoreExamples(session, { x, "x.mask": hide }, how),
    ];
    session.dispose();
    expect(two).toEqual(one);
    const { mean, variance } = conditionalGaussian(law, { y: x, sigma: 0, seen: (i) => hide[i] === 1 });
    for (const i of [2, 3]) {
      const drawn = Array.from({ length: 512 }, (_, c) => one.draws[c * SIZE + i] as number);
      const centre = drawn.reduce((a, b) => a + b, 0) / 512;
      const spread = drawn.reduce((sum, v) => sum + (v - centre) ** 2, 0) / 511;
      const v = variance[i] as number;
      expect(Math.abs(centre - (mean[i] as number))).toBeLessThan(5 * Math.sqrt(v / 512));
      expect(Math.abs(spread / v - 1)).toBeLessThan(5 * Math.sqrt(2 / 512));
    }
  });
});

describe("what cannot be restored", () => {
  it("is refused with what was expected and what came", async () => {
    const session = await open();
    const ask = (x: Numbers, more: object = {}, how: RestoreOptions = {}) =>
      restoreExamples(session, { x, ...more }, how);
    const x = new Float32Array(SIZE);
    await expect(ask(x.subarray(1))).rejects.toThrow(/whole examples.*n x \[6\] numbers.*5/s);
    await expect(ask(x, { "x.mask": new Float32Array(3) })).rejects.toThrow(/mask is not as large/);
    await expect(ask(x.with(2, Number.NaN))).rejects.toThrow(/NaN at 2/);
    await expect(ask(x, {}, { corruption: { kind: "gaussian-nose", sigma: 1 } })).rejects.toThrow(
      /Did you mean "gaussian-noise"/,
    );
    await expect(ask(x, {}, { corruption: { kind: "gaussian-noise", sigma: 0 } })).rejects.toThrow(
      /corruption.0.sigma/,
    );
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(ask(x, { "x.mask": new Float32Array(6).fill(0.5) })).rejects.toThrow(
      /mask says yes or no.*0\.5 at 0/s,
    );
    for (const [name, count] of Object.entries({ draws: 0, moves: 1.5 })) {
      await expect(ask(x, {}, { [name]: count }), name).rejects.toThrow(/"(draws|moves)" counts nothing/);
    }
    await expect(ask(x, {}, { signal })).rejects.toThrow("enough");
    let told = 0;
    await expect(ask(x, {}, { signal, onProgress: () => told++ })).rejects.toThrow("enough");
    expect(told).toBe(0);
    session.dispose();
  });
});
