import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Points } from "../points/points.ts";
import { binPoints } from "./bin-points.ts";
import { boostedTrees } from "./boosted-trees.ts";
import { fitLogistic } from "./logistic.ts";
import { accuracyOf, nearestNeighbours } from "./nearest-neighbours.ts";

const fixture = JSON.parse(readFileSync(new URL("../fixtures/probes.json", import.meta.url), "utf8"));
const split = fixture.train * 4;
const training: Points = { values: fixture.x.slice(0, split), columns: 4 };
const held: Points = { values: fixture.x.slice(split), columns: 4 };
const labels: number[] = fixture.y.slice(0, fixture.train);

it("boosted trees: scikit-learn's importances and predictions", () => {
  const trees = boostedTrees(training, labels, { rounds: 12, depth: 2 });
  expect(trees.labels).toEqual([3, 4, 5]);
  trees.importances.forEach((share, c) => {
    expect(share).toBeCloseTo(fixture.importances[c], 7);
  });
  expect(trees.predict(held)).toEqual(fixture.trees);
});

it("logistic regression: scikit-learn's weights and predictions", () => {
  const model = fitLogistic(training, labels, { penalty: fixture.penalty, tolerance: 1e-8 });
  model.weights.forEach((w, i) => {
    expect(w).toBeCloseTo(fixture.weights[i], 5);
  });
  expect(model.predict(held)).toEqual(fixture.linear);
});

it("nearest neighbours: scikit-learn's predictions; ties go to the smallest label", () => {
  expect(nearestNeighbours({ points: training, labels }, held)).toEqual(fixture.near);
  const two: Points = { values: [0, 1], columns: 1 };
  expect(nearestNeighbours({ points: two, labels: [7, 2] }, { values: [0.4], columns: 1 }, 2)).toEqual([2]);
  expect(accuracyOf([1, 2, 3], [1, 0, 3])).toBeCloseTo(2 / 3, 12);
});

it("bins: a value each, or 255 quantiles", () => {
  const few = binPoints({ values: [3, 1, 2, 1], columns: 1 });
  expect([...(few.bins[0] as Uint8Array)]).toEqual([2, 0, 1, 0]);
  const many = binPoints({ values: Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1000), columns: 1 });
  expect((many.centres[0] as Float64Array).length).toBe(255);
  const counts = new Map<number, number>();
  for (const bin of many.bins[0] as Uint8Array) counts.set(bin, (counts.get(bin) ?? 0) + 1);
  expect(Math.max(...counts.values())).toBeLessThanOrEqual(6);
});

it("one label is told without a tree", () => {
  const trees = boostedTrees({ values: [1, 2], columns: 1 }, [4, 4]);
  expect(trees.predict({ values: [9], columns: 1 })).toEqual([4]);
  expect(trees.importances).toEqual([0]);
});
