// Random parameters of every family, for round trips and for comparing masses with the formulas of the families.
import type { LawParameters } from "../symbols/elements-codec.ts";
import type { RandomNumbers } from "./random-numbers.ts";

/** Parameters of a family for `count` elements; `spread` scales them from tame to extreme. */
export type RandomLaw = (random: RandomNumbers, count: number, levels: number, spread: number) => LawParameters;

const components = 3;
const normals = (random: RandomNumbers, count: number, scale: number, middle = 0) =>
  Float32Array.from({ length: count }, () => middle + scale * random.normal());

/** By family; a family that takes two levels alone is drawn with two. */
export const randomLaws: Readonly<Record<string, { readonly binary?: true; readonly make: RandomLaw }>> = {
  bernoulli: { binary: true, make: (random, count, _, spread) => ({ logits: normals(random, count, 3 * spread) }) },
  categorical: {
    make: (random, count, levels, spread) => ({ logits: normals(random, count * levels, 2 * spread) }),
  },
  "log-masses": {
    make: (random, count, levels, spread) => ({ logMasses: normals(random, count * levels, 2 * spread, -50) }),
  },
  "beta-binomial": {
    make: (random, count, _, spread) => ({
      logits: normals(random, count, 2 * spread),
      logConcentration: normals(random, count, 2 * spread, 2),
    }),
  },
  ordinal: {
    make: (random, count, levels, spread) => {
      const thresholds = new Float32Array(count * (levels - 1));
      for (let i = 0; i < count; i++) {
        let at = -3 * random.unit();
        for (let k = 0; k < levels - 1; k++) {
          at += 0.001 + (6 * random.unit()) / levels;
          thresholds[i * (levels - 1) + k] = at;
        }
      }
      return { location: normals(random, count, spread), thresholds };
    },
  },
  "discretised-logistic-mixture": {
    make: (random, count, _, spread) => ({
      logits: normals(random, count * components, spread),
      mean: normals(random, count * components, 0.3 * spread, 0.5),
      logScale: normals(random, count * components, spread, -3),
    }),
  },
  "discretised-logistic-colours": {
    make: (random, count, _, spread) => ({
      logits: normals(random, Math.ceil(count / 3) * components, spread),
      mean: normals(random, count * components, 0.3 * spread, 0.5),
      logScale: normals(random, count * components, spread, -3),
      coefficients: normals(random, count * components, 0.5),
    }),
  },
};

/** Masses of one element of a family by its formula, with the platform's functions: `before` are the elements before it. */
export const massesByFormula: Readonly<
  Record<string, (p: LawParameters, element: number, levels: number, before: ArrayLike<number>) => number[]>
> = (() => {
  const logistic = (x: number) => 1 / (1 + Math.exp(-x));
  const softmax = (logs: readonly number[]) => {
    const weights = logs.map((log) => Math.exp(log - Math.max(...logs)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  };
  const row = (values: Float32Array | undefined, at: number, size: number) => [
    ...(values as Float32Array).subarray(at * size, (at + 1) * size),
  ];
  const cell = (k: number, levels: number, mean: number, logScale: number) => {
    const end = (edge: number) => logistic((edge / (levels - 1) - mean) / Math.exp(logScale));
    return (k === levels - 1 ? 1 : end(k + 0.5)) - (k === 0 ? 0 : end(k - 0.5));
  };
  const each = (levels: number, mass: (k: number) => number) => Array.from({ length: levels }, (_, k) => mass(k));
  const softmaxOf = (name: string) => (p: LawParameters, i: number, levels: number) => softmax(row(p[name], i, levels));
  return {
    bernoulli: (p, i) => [logistic(-(p.logits?.[i] as number)), logistic(p.logits?.[i] as number)],
    categorical: softmaxOf("logits"),
    "log-masses": softmaxOf("logMasses"),
    ordinal: (p, i, levels) => {
      const cuts = row(p.thresholds, i, levels - 1).map((cut) => logistic(cut - (p.location?.[i] as number)));
      return each(levels, (k) => (cuts[k] ?? 1) - (k === 0 ? 0 : (cuts[k - 1] as number)));
    },
    "discretised-logistic-mixture": (p, i, levels) => {
      const [weights, means, scales] = [softmax(row(p.logits, i, 3)), row(p.mean, i, 3), row(p.logScale, i, 3)];
      return each(levels, (k) =>
        weights.reduce((sum, w, j) => sum + w * cell(k, levels, means[j] as number, scales[j] as number), 0),
      );
    },
    "discretised-logistic-colours": (p, i, levels, before) => {
      const channel = i % 3;
      const pixel = i - channel;
      const value = (c: number) => (before[pixel + c] as number) / (levels - 1) - 0.5;
      const meanOf = (c: number, j: number) => {
        const at = (k: number) => p.coefficients?.[(pixel + k) * 3 + j] as number;
        const moves = [0, at(0) * value(0), at(1) * value(0) + at(2) * value(1)];
        return (p.mean?.[(pixel + c) * 3 + j] as number) + (moves[c] as number);
      };
      const mass = (c: number, j: number, k: number) =>
        cell(k, levels, meanOf(c, j), p.logScale?.[(pixel + c) * 3 + j] as number);
      const joint = softmax(row(p.logits, pixel / 3, 3)).map((w, j) => {
        let product = w;
        for (let c = 0; c < channel; c++) product *= mass(c, j, before[pixel + c] as number);
        return product;
      });
      const total = joint.reduce((sum, w) => sum + w, 0);
      return each(levels, (k) => joint.reduce((sum, w, j) => sum + (w / total) * mass(channel, j, k), 0));
    },
  };
})();
