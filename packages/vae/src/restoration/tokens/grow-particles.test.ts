import { expect, it } from "vitest";
import { streamOf } from "../chance.ts";
import { growParticles, type Steps, worthOf } from "./grow-particles.ts";

const CATEGORIES = 5;
const FIRST = 2;
/** log p(next = k | previous, z): a chain whose every row is a law, and that z in -1, 0, 1 bends. */
const chain = (previous: number, z: number): readonly number[] => {
  const raw = Array.from({ length: CATEGORIES }, (_, k) => Math.sin(3 * k + 2 * previous + 1) + z * Math.cos(k));
  const total = Math.log(raw.reduce((sum, v) => sum + Math.exp(v), 0));
  return raw.map((v) => v - total);
};

const stepsOf = (zs: Int32Array): Steps => {
  let standing = zs;
  return {
    next: async (previous, index) =>
      Float32Array.from([...standing].flatMap((z, i) => chain(index === 0 ? 0 : (previous[i] as number), z))),
    branch: (from) => {
      standing = from.map((i) => standing[i] as number);
    },
  };
};

/** Every filling of the hidden places, with its joint probability with what is seen, summed over z. */
function enumerate(tokens: Int32Array, mask: readonly number[]): Map<string, number> {
  const found = new Map<string, number>();
  const go = (z: number, at: number, line: readonly number[], log: number) => {
    if (at === tokens.length) {
      found.set(line.join(), (found.get(line.join()) ?? 0) + Math.exp(log) / 3);
      return;
    }
    const scores = chain(at === 0 ? 0 : (line[at - 1] as number), z);
    const options = mask[at] === 1 ? [tokens[at] as number] : [2, 3, 4];
    for (const k of options) go(z, at + 1, [...line, k], log + (scores[k] as number));
  };
  for (const z of [-1, 0, 1]) go(z, 0, [], 0);
  return found;
}

const COUNT = 6_000;

it("weighs lines as their joint law with what is seen does, its constant included", async () => {
  const tokens = Int32Array.of(3, 0, 4, 0, 0, 2, 1);
  const mask = [1, 0, 1, 0, 0, 1, 1];
  const uniform = streamOf(3n, "test");
  const zs = Int32Array.from({ length: COUNT }, (_, i) => (i % 3) - 1);
  const { tokens: grown, logWeights } = await growParticles(
    stepsOf(zs),
    { tokens, mask },
    { logWeights: new Float64Array(COUNT), first: FIRST, uniform: () => uniform("uniform") },
  );
  const exact = enumerate(tokens, mask);
  expect(exact.size).toBe(27);
  const constant = [...exact.values()].reduce((a, b) => a + b, 0);
  const weights = logWeights.map((log) => Math.exp(log) / COUNT);
  const sum = weights.reduce((a, b) => a + b, 0);
  const error = (p: number) => 5 * Math.sqrt((p * (1 - p)) / worthOf(logWeights));
  expect(Math.abs(sum / constant - 1)).toBeLessThan(5 * Math.sqrt(1 / worthOf(logWeights)));
  for (const [line, joint] of exact) {
    const own = weights.reduce(
      (total, w, i) => (grown.subarray(i * 7, i * 7 + 7).join() === line ? total + w : total),
      0,
    );
    expect(Math.abs(own / sum - joint / constant)).toBeLessThan(error(joint / constant) + 1e-4);
  }
});

it("weights are worth their number when equal, and one when one has all", () => {
  expect(worthOf([3, 3, 3, 3])).toBeCloseTo(4, 10);
  expect(worthOf([0, -1e9, -1e9])).toBe(1);
  expect(worthOf([Number.NaN, Number.NEGATIVE_INFINITY])).toBe(0);
});
