import { expect, it } from "vitest";
import { mergeSums, resample, sharesOf, type WeightedSums } from "./log-weights.ts";

const logs = [-1000, -998.5, -1003, -1001, -999, -1002]; // [3 samples, 2 rows]
const numbers = [4, -1, 2, 7, 0.5, 3];

it("merges chunks into the sums of all samples, whatever the size of the logarithms", () => {
  let sums: WeightedSums | undefined;
  for (const [from, to] of [
    [0, 2],
    [2, 6],
  ] as const) {
    const [chunk, values] = [logs.slice(from, to), numbers.slice(from, to)];
    const rows = [0, 1].map((row) => chunk.filter((_, i) => i % 2 === row));
    const peak = rows.map((row) => Math.max(...row));
    const total = (of: readonly number[]) =>
      [0, 1].map((row) =>
        chunk.reduce(
          (sum, w, i) => (i % 2 === row ? sum + Math.exp(w - (peak[row] as number)) * (of[i] as number) : sum),
          0,
        ),
      );
    sums = mergeSums(sums, peak, { mean: { values: total(values) }, total: { values: total(values.map(() => 1)) } });
  }
  for (const row of [0, 1]) {
    const shift = Math.max(...logs);
    const weights = logs.map((w, i) => (i % 2 === row ? Math.exp(w - shift) : 0));
    const expected =
      weights.reduce((sum, w, i) => sum + w * (numbers[i] as number), 0) / weights.reduce((a, b) => a + b);
    expect((sums?.sums.mean?.[row] as number) / (sums?.sums.total?.[row] as number)).toBeCloseTo(expected, 12);
  }
});

it("keeps numbers that stand before the batch axis apart", () => {
  const { sums } = mergeSums(undefined, [0, 0], { masses: { values: [1, 2, 3, 4, 5, 6, 7, 8], outer: 2 } });
  expect([...(sums.masses ?? [])]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  const second = mergeSums({ peak: Float64Array.of(0, 1), sums: { masses: Float64Array.of(1, 1, 1, 1) } }, [1, 0], {
    masses: { values: [10, 10, 10, 10], outer: 2 },
  });
  const [low, high] = [1 / Math.E + 10, 1 + 10 / Math.E];
  for (const [at, expected] of [low, high, low, high].entries()) {
    expect(second.sums.masses?.[at]).toBeCloseTo(expected, 12);
  }
});

it("knows what weights are worth", () => {
  expect(sharesOf([0, -1e9, 0, 0], 2, 0).effective).toBeCloseTo(2, 12);
  expect(sharesOf([0, -1e9, 0, 0], 2, 1).effective).toBeCloseTo(1, 12);
  expect([...sharesOf([Math.log(3), 0], 1, 0).shares]).toEqual([0.75, 0.25].map((x) => expect.closeTo(x, 12)));
});

it("draws each place as often as its share says", () => {
  const shares = Float64Array.of(0.5, 0, 0.2, 0.3);
  const uniforms = Float64Array.from({ length: 1000 }, (_, i) => (i + 0.5) / 1000);
  const counts = [0, 0, 0, 0];
  for (const place of resample(shares, uniforms)) counts[place] = (counts[place] as number) + 1;
  expect(counts).toEqual([500, 0, 200, 300]);
  expect([...resample(shares, [0, 0.9999999999])]).toEqual([0, 3]);
});
