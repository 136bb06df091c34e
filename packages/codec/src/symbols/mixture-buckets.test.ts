import { describe, expect, it } from "vitest";
import { createMessage } from "../ans/message.ts";
import { frequenciesOf } from "../test-support/frequencies-of.ts";
import { randomNumbers } from "../test-support/random-numbers.ts";
import { bucketsOf } from "./gaussian-buckets.ts";
import { mixtureBuckets, momentsOfMixture } from "./mixture-buckets.ts";
import { popSymbols, pushSymbols } from "./symbol-codec.ts";

const random = randomNumbers(7);
const [SIZE, COMPONENTS] = [2, 4];
const mixture = {
  logWeights: Float32Array.of(0.3, -1, 1, 0),
  mean: Float32Array.from({ length: SIZE * COMPONENTS }, () => 1.5 * random.normal()),
  scale: Float32Array.from({ length: SIZE * COMPONENTS }, () => 0.2 + random.unit()),
};
const numbers = (values: Float32Array) => [...values];
const gridFor = (rows: number, bits: number) => {
  const { mean, scale } = momentsOfMixture(mixture, SIZE);
  const every = (values: Float32Array) =>
    Float32Array.from({ length: rows * SIZE }, (_, i) => values[i % SIZE] as number);
  return { mean: every(mean), scale: every(scale), buckets: bucketsOf(bits) };
};

describe("buckets under a mixture", () => {
  it("lie around its mean and deviation", () => {
    const weights = numbers(mixture.logWeights).map(Math.exp);
    const total = weights.reduce((a, b) => a + b);
    const { mean, scale } = momentsOfMixture(mixture, SIZE);
    for (let d = 0; d < SIZE; d++) {
      let [first, second] = [0, 0];
      weights.forEach((weight, j) => {
        const [m, s] = [mixture.mean[j * SIZE + d] as number, mixture.scale[j * SIZE + d] as number];
        first += (weight / total) * m;
        second += (weight / total) * (s * s + m * m);
      });
      expect(mean[d]).toBeCloseTo(first, 5);
      expect(scale[d]).toBeCloseTo(Math.sqrt(second - first * first), 5);
    }
  });

  it("cost together what the mixture's density says of the pair", () => {
    const bits = 10;
    const grid = gridFor(1, bits);
    const { centres, edges } = grid.buckets;
    const place = (d: number, u: number) => (grid.mean[d] as number) + (grid.scale[d] as number) * u;
    for (let round = 0; round < 100; round++) {
      const pair = Int32Array.of(random.whole(40, 983), random.whole(40, 983));
      const codec = mixtureBuckets(SIZE, pair, { mixture, grid });
      let [mass, volume] = [1, 1];
      pair.forEach((k, d) => {
        mass *= (frequenciesOf(codec, d)[k] as number) / 2 ** codec.precision;
        volume *= place(d, edges[k + 1] as number) - place(d, edges[k] as number);
      });
      const weights = numbers(mixture.logWeights).map(Math.exp);
      const total = weights.reduce((a, b) => a + b);
      const density = weights.reduce((sum, weight, j) => {
        const each = [0, 1].map((d) => {
          const s = mixture.scale[j * SIZE + d] as number;
          const u = (place(d, centres[pair[d] as number] as number) - (mixture.mean[j * SIZE + d] as number)) / s;
          return Math.exp(-0.5 * u * u) / (s * Math.sqrt(2 * Math.PI));
        });
        return sum + (weight / total) * (each[0] as number) * (each[1] as number);
      }, 0);
      expect(Math.abs(Math.log2(mass / (density * volume)))).toBeLessThan(0.05);
    }
  });

  it.each([1, 3, 14])("come back, with %i bits a latent", (bits) => {
    const rows = 40;
    const grid = gridFor(rows, bits);
    const indices = Int32Array.from({ length: rows * SIZE }, () => random.whole(0, 2 ** bits - 1));
    const message = createMessage({ heads: new BigUint64Array(2).fill(1n << 31n) });
    pushSymbols(message, mixtureBuckets(SIZE, indices, { mixture, grid }), indices);
    const popped = new Int32Array(rows * SIZE);
    popSymbols(message, mixtureBuckets(SIZE, popped, { mixture, grid }), popped);
    expect(popped).toEqual(indices);
    expect(message.bits()).toBe(62);
  });
});
