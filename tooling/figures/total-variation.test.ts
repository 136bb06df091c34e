import { expect, it } from "vitest";
import { restoreByTotalVariation, totalVariationObjective } from "./total-variation.mjs";

it("moves two plateaus of a line towards each other by weight over length (closed form)", () => {
  const y = [...new Array<number>(6).fill(0), ...new Array<number>(4).fill(1)];
  const weight = 5;
  const u = restoreByTotalVariation({ y, height: 1, width: 10, weight, iterations: 3000 });
  const exact = y.map((v) => (v === 0 ? 1 / (6 * weight) : 1 - 1 / (4 * weight)));
  for (const [i, v] of exact.entries()) expect(u[i]).toBeCloseTo(v, 4);
});

it("fills hidden pixels between equal ones with their value, and keeps a strongly weighted picture", () => {
  const y = [0.3, 0.3, 9, 0.3, 0.3, 9, 0.3, 0.3, 0.3];
  const mask = y.map((v) => (v === 9 ? 0 : 1));
  const u = restoreByTotalVariation({ y, mask, height: 3, width: 3, weight: 10, iterations: 2000 });
  for (const v of u) expect(v).toBeCloseTo(0.3, 3);
  const noisy = Array.from({ length: 20 }, (_, i) => Math.abs(Math.sin(7 * i)));
  const kept = restoreByTotalVariation({ y: noisy, height: 4, width: 5, weight: 1e6, iterations: 2000 });
  for (const [i, v] of noisy.entries()) expect(kept[i]).toBeCloseTo(v, 4);
});

it("finds a minimum: no small step in any of many directions is better", () => {
  const problem = {
    y: Array.from({ length: 30 }, (_, i) => Math.abs(Math.sin(5 * i))),
    mask: Array.from({ length: 30 }, (_, i) => (i % 4 === 0 ? 0 : 1)),
    height: 5,
    width: 6,
    weight: 4,
  };
  const u = restoreByTotalVariation({ ...problem, iterations: 20000 });
  const least = totalVariationObjective(u, problem);
  for (let direction = 0; direction < 50; direction++) {
    const moved = u.map((v, i) => v + 0.01 * Math.sin(direction * 31 + i * (direction + 1)));
    expect(totalVariationObjective(moved, problem)).toBeGreaterThan(least - 1e-6);
  }
  expect(totalVariationObjective(problem.y, problem)).toBeGreaterThan(least + 0.1);
});
