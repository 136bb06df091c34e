import { describe, expect, it } from "vitest";
import { eigenvalues } from "./eigenvalues.ts";
import { bestPrincipalComponents, exactLogLikelihood } from "./gaussian-log-likelihood.ts";
import { createLinearGaussianData, linearGaussianDataConfig, linearGaussianLaw } from "./linear-gaussian.ts";

const config = linearGaussianDataConfig.parse({ kind: "linear-gaussian", seed: 3, train: 20_000 });
const law = linearGaussianLaw(config);
const read = async (split: "train" | "test") => {
  const dataset = await createLinearGaussianData(config).open();
  const x = new Float32Array(config[split] * config.size);
  await dataset.splits[split].read(
    Int32Array.from({ length: config[split] }, (_, i) => i),
    { x },
  );
  return x;
};

describe("exactLogLikelihood", () => {
  it("is the normal density in one dimension", () => {
    const one = { weights: Float64Array.of(2), bias: Float64Array.of(1), noise: 1 };
    const variance = 5;
    const expected = -0.5 * (Math.log(2 * Math.PI * variance) + (4 - 1) ** 2 / variance);
    expect(exactLogLikelihood([4], one)).toBeCloseTo(expected, 12);
  });

  it("is minus the entropy of the law on average: -1/2 log det(2 pi e C)", async () => {
    const { size, latents, noise, train } = config;
    const row = (i: number) => law.weights.subarray(i * latents, (i + 1) * latents);
    const covariance = Float64Array.from({ length: size * size }, (_, at) => {
      const [i, j] = [Math.floor(at / size), at % size];
      return row(i).reduce((sum, w, k) => sum + w * (row(j)[k] as number), i === j ? noise ** 2 : 0);
    });
    const logDeterminant = eigenvalues(covariance, size).reduce((sum, value) => sum + Math.log(value), 0);
    const entropy = (logDeterminant + size * Math.log(2 * Math.PI * Math.E)) / 2;
    // log p(x) is a constant minus half a chi-square variable of `size` degrees: variance size / 2.
    expect(Math.abs(exactLogLikelihood(await read("train"), law) + entropy)).toBeLessThan(
      4 * Math.sqrt(size / 2 / train),
    );
  });

  it("is beaten by maximum likelihood by half a nat for each free parameter, divided by n", async () => {
    const { noise, latents, size } = config;
    const wanted = bestPrincipalComponents(await read("train"), size, latents);
    const exact = exactLogLikelihood(await read("train"), law);
    // Wilks: twice n times the gain is chi-square with one degree for each free parameter.
    const parameters = size * latents + 1 + size - (latents * (latents - 1)) / 2;
    const gain = wanted.logLikelihood - exact;
    expect(gain).toBeGreaterThan(0);
    expect(Math.abs(gain - parameters / 2 / config.train)).toBeLessThan((4 * Math.sqrt(parameters / 2)) / config.train);
    expect(wanted.noiseVariance).toBeCloseTo(noise ** 2, 2);
  });

  it("prefers the truth to other laws on new data", async () => {
    const x = await read("test");
    const exact = exactLogLikelihood(x, law);
    expect(exactLogLikelihood(x, { ...law, noise: 0.6 })).toBeLessThan(exact);
    expect(exactLogLikelihood(x, { ...law, bias: law.bias.map((b) => b + 0.2) })).toBeLessThan(exact);
  });
});

describe("bestPrincipalComponents", () => {
  it("with all but one latent equals the full Gaussian's maximum", () => {
    const x = Float64Array.of(1, 0, -1, 0, 0, 3, 0, -3);
    // Covariance diag(0.5, 4.5), so -1/2 (2 log 2 pi + log 0.5 + log 4.5 + 2).
    const expected = -0.5 * (2 * Math.log(2 * Math.PI) + Math.log(0.5) + Math.log(4.5) + 2);
    expect(bestPrincipalComponents(x, 2, 1).logLikelihood).toBeCloseTo(expected, 12);
    expect(() => bestPrincipalComponents(x, 2, 2)).toThrow("fewer latents");
  });
});
