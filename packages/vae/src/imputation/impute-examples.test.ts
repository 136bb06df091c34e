import { cpuEngine } from "@elbo/engine";
import { ShapeError } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { linearGaussian } from "../evaluation/fakes/linear-gaussian.ts";
import { readBatches } from "../evaluation/read-batches.ts";
import type { Session } from "../session/session.ts";
import { conditionOn } from "./fakes/gaussian-condition.ts";
import { imputeExamples } from "./impute-examples.ts";

beforeAll(useCpu);

const SIZE = 5;
const ROWS = 40;
const model = linearGaussian({ size: SIZE, noise: 0.6, test: ROWS });
/** Row i misses its elements (i + k) mod 5, k = 0..i mod 3. */
const mask = Float32Array.from({ length: ROWS * SIZE }, (_, at) => {
  const [row, element] = [Math.floor(at / SIZE), at % SIZE];
  return (element - (row % SIZE) + SIZE) % SIZE <= row % 3 ? 0 : 1;
});
const examples = async ({ assembled: { dataset } }: Session) => {
  for await (const { inputs } of readBatches(dataset.splits.test, dataset.fields, { batch: ROWS, seed: 0n })) {
    return { x: inputs.x as Float32Array, "x.mask": mask };
  }
  throw new Error("no example");
};

describe("imputation where the law of what is missing is known", () => {
  it("has its mean and spread, within Monte Carlo error, though the encoder never saw a gap", async () => {
    const session = await model.open(cpuEngine, 2.5); // wider than q given all of x, which gaps make too narrow
    const given = await examples(session);
    const [samples, draws] = [2000, 50];
    const found = await imputeExamples(session, given, { samples, draws });
    const scores: number[] = [];
    for (let row = 0; row < ROWS; row++) {
      const at = row * SIZE;
      const exact = conditionOn(model.law, given.x.subarray(at, at + SIZE), mask.subarray(at, at + SIZE));
      const effective = found.effective[row] as number;
      expect(effective).toBeGreaterThan(25);
      for (let element = 0; element < SIZE; element++) {
        const [mean, variance] = [exact.mean[element] as number, exact.variance[element] as number];
        if (mask[at + element]) {
          expect(found.x[at + element]).toBe(given.x[at + element]);
          continue;
        }
        const error = Math.abs((found.x[at + element] as number) - mean);
        expect(error).toBeLessThan(5 * Math.sqrt(variance / effective));
        for (let draw = 0; draw < draws; draw++) {
          const value = found.draws[draw * ROWS * SIZE + at + element] as number;
          scores.push((value - mean) / Math.sqrt(variance));
        }
      }
    }
    // Elements of a draw share its z, and draws of a row take turns on few effective samples: a tenth counts as independent.
    const independent = scores.length / 10;
    const mean = scores.reduce((a, b) => a + b, 0) / scores.length;
    const square = scores.reduce((sum, score) => sum + score ** 2, 0) / scores.length;
    const outside = scores.filter((score) => Math.abs(score) > 1.6448536).length / scores.length;
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(independent));
    expect(Math.abs(square - 1)).toBeLessThan(4 * Math.sqrt(2 / independent));
    expect(Math.abs(outside - 0.1)).toBeLessThan(4 * Math.sqrt(0.09 / independent));
  });

  it("is the same for the same seed, and draws of another seed differ", async () => {
    const session = await model.open(cpuEngine);
    const given = await examples(session);
    const how = { samples: 150, draws: 3, seed: 3n };
    const [once, again] = [await imputeExamples(session, given, how), await imputeExamples(session, given, how)];
    expect(again).toEqual(once);
    const other = await imputeExamples(session, given, { ...how, seed: 4n });
    expect(other.draws).not.toEqual(once.draws);
    const [, , third] = [0, 1, 2].map((draw) => once.draws.subarray(draw * ROWS * SIZE, (draw + 1) * ROWS * SIZE));
    expect(third?.filter((value, at) => mask[at] && value !== given.x[at]).length).toBe(0);
  });

  it("tells how far it is, and ends when it is told to", async () => {
    const session = await model.open(cpuEngine);
    const given = await examples(session);
    const told: number[] = [];
    const stop = new AbortController();
    const onProgress = (done: number) => {
      told.push(done);
      stop.abort(new Error("enough"));
    };
    await expect(imputeExamples(session, given, { samples: 20, onProgress, signal: stop.signal })).rejects.toThrow(
      "enough",
    );
    expect(told).toEqual([32]);
  });

  it("wants to know what is missing", async () => {
    const session = await model.open(cpuEngine);
    const { x } = await examples(session);
    await expect(imputeExamples(session, { x }, {})).rejects.toThrow(ShapeError);
    await expect(imputeExamples(session, { x }, {})).rejects.toThrow(/"x.mask" is missing/);
  });
});
