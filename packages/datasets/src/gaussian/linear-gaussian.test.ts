import { describe, expect, it } from "vitest";
import { createLinearGaussianData, linearGaussianDataConfig, linearGaussianLaw } from "./linear-gaussian.ts";

const config = linearGaussianDataConfig.parse({ kind: "linear-gaussian", seed: 3, train: 20_000 });
const law = linearGaussianLaw(config);
const read = async (split: "train" | "test", size = config.size, from = config) => {
  const dataset = await createLinearGaussianData(from).open();
  const x = new Float32Array(from[split] * size);
  await dataset.splits[split].read(
    Int32Array.from({ length: from[split] }, (_, i) => i),
    { x },
  );
  return x;
};

describe("linear-gaussian", () => {
  it("has the mean b and the covariance W W' + s^2 I", async () => {
    const [x, { size, train: n, latents, noise }] = [await read("train"), config];
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        let [covariance, wantedVariance] = [0, i === j ? noise ** 2 : 0];
        const row = (at: number) => law.weights.subarray(at * latents, (at + 1) * latents);
        const product = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, k) => sum + v * (b[k] as number), 0);
        wantedVariance += product(row(i), row(j));
        for (let k = 0; k < n; k++) {
          const centred = (at: number) => (x[k * size + at] as number) - (law.bias[at] as number);
          covariance += (centred(i) * centred(j)) / n;
        }
        const spread = (product(row(i), row(i)) + noise ** 2) * (product(row(j), row(j)) + noise ** 2);
        // Variance of a product of two Gaussians: s_ii s_jj + s_ij^2.
        expect(Math.abs(covariance - wantedVariance)).toBeLessThan(4.5 * Math.sqrt((spread + wantedVariance ** 2) / n));
      }
    }
  });

  it("gives the same example at every reading, and others for another seed or split", async () => {
    const dataset = await createLinearGaussianData(config).open();
    const at = async (index: number, step: number) => {
      const x = new Float32Array(20);
      await dataset.splits.train.read(Int32Array.of(index), { x }, { seed: 1n, step });
      return x;
    };
    expect(await at(5, 0)).toEqual(await at(5, 9));
    expect(await at(5, 0)).not.toEqual(await at(6, 0));
    expect((await read("test")).slice(0, 20)).not.toEqual((await read("train")).slice(0, 20));
    expect(await read("test", 20, { ...config, seed: 4 })).not.toEqual(await read("test"));
  });
});
