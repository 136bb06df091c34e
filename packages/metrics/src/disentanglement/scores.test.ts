import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Points } from "../points/points.ts";
import { dci, dciOfImportances } from "./dci.ts";
import { binsOf, columnOf, discreteInformation, entropyOf } from "./discrete-information.ts";
import { activeDimensions, factorVaeScore, factorVote } from "./factor-vae-score.ts";
import { mig } from "./mig.ts";
import { sap } from "./sap.ts";

const fixture = JSON.parse(readFileSync(new URL("../fixtures/disentanglement.json", import.meta.url), "utf8"));
const codes: Points = { values: fixture.codes, columns: 5 };
const factors: Points = { values: fixture.factors, columns: 3 };

describe("disentanglement_lib's numbers", () => {
  it("bins as numpy, and counts information as scikit-learn", () => {
    expect([...binsOf(columnOf(codes, 0), 20)]).toEqual(fixture.bins);
    const found = [0, 1, 2, 3, 4].flatMap((d) =>
      [0, 1, 2].map((f) => discreteInformation(binsOf(columnOf(codes, d), 20), columnOf(factors, f))),
    );
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(fixture.information[i], 8);
    });
  });
  it("MIG, SAP, DCI of importances", () => {
    expect(mig(codes, factors)).toBeCloseTo(fixture.mig, 8);
    expect(sap(codes, factors)).toBeCloseTo(fixture.sap, 8);
    const { disentanglement, completeness } = dciOfImportances(fixture.importance);
    expect(disentanglement).toBeCloseTo(fixture.disentanglement, 8);
    expect(completeness).toBeCloseTo(fixture.completeness, 8);
  });
});

it("entropy in nats; a constant column bins and says nothing", () => {
  expect(entropyOf([1, 1, 2, 2])).toBeCloseTo(Math.LN2, 12);
  expect(new Set(binsOf([3, 3, 3], 20)).size).toBe(1);
  expect(discreteInformation([0, 1, 0, 1], [0, 1, 0, 1])).toBeCloseTo(Math.LN2, 12);
});

/** Two factors, each with 6 values, in all combinations, four times. */
const grid = Array.from({ length: 144 }, (_, i) => [i % 6, Math.floor(i / 6) % 6] as const);
const wave = (i: number, k: number) => Math.sin(12.9898 * (i + 1) * (k + 1));
const pure: Points = { columns: 3, values: grid.flatMap(([a, b], i) => [b, a, wave(i, 2)]) };
const turned: Points = { columns: 3, values: grid.flatMap(([a, b], i) => [a + b, a - b, wave(i, 2)]) };
const truth: Points = { columns: 2, values: grid.flat() };

it("codes that are the factors score highest, turned ones lower", () => {
  expect(mig(pure, truth)).toBeGreaterThan(0.8);
  expect(mig(turned, truth)).toBeLessThan(0.2);
  expect(sap(pure, truth)).toBeGreaterThan(0.95);
  expect(sap(turned, truth)).toBeLessThan(0.1);
  const options = { rounds: 5 };
  const best = dci({ codes: pure, factors: truth }, { codes: pure, factors: truth }, options);
  expect(best.disentanglement).toBeGreaterThan(0.9);
  expect(best.completeness).toBeGreaterThan(0.9);
  expect(best.informativeness).toBe(1);
  const worse = dci({ codes: turned, factors: truth }, { codes: turned, factors: truth }, options);
  expect(worse.disentanglement).toBeLessThan(0.5);
  expect(() => mig(pure, { columns: 2, values: [0, 1] })).toThrow(/as many codes as factors, got 144 and 1/);
});

it("the FactorVAE score: the code at rest votes for the factor held fixed", () => {
  const variances = [2, 1, 1e-6];
  expect(activeDimensions(variances)).toEqual([0, 1]);
  // The first code rests (beside its own spread); the third is pruned though it moves least.
  const batch: Points = { columns: 3, values: [0.1, -1, 0, -0.1, 1, 0, 0.1, 1, 0] };
  expect(factorVote(batch, variances)).toBe(0);
  expect(factorVote(batch, variances, [])).toBeUndefined();
  const vote = (dimension: number, factor: number) => ({ dimension, factor });
  const training = [vote(0, 3), vote(0, 3), vote(0, 1), vote(1, 2)];
  const held = [vote(0, 3), vote(0, 1), vote(1, 2), vote(2, 0)]; // dimension 2 was never seen: it says factor 0
  expect(factorVaeScore(training, held)).toBe(0.75);
  expect(factorVaeScore([], [])).toBe(0);
});

it("one code is complete, one factor disentangled: there is nothing to be spread over", () => {
  expect(dciOfImportances([[0.7, 0.3]])).toEqual({ disentanglement: expect.any(Number), completeness: 1 });
  expect(dciOfImportances([[0.4], [0.6]])).toEqual({ disentanglement: 1, completeness: expect.any(Number) });
  expect(Number.isFinite(dciOfImportances([[1]]).disentanglement)).toBe(true);
});
