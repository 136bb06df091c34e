import { cpuEngine } from "@elbo/engine";
import { fillNoise } from "@elbo/program";
import { useCpu } from "@elbo/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { imputeExamples } from "../imputation/impute-examples.ts";
import { drawExample, exactValues, missingLaw, openMixture, SIZE } from "./fakes/exact-mixture.ts";

beforeAll(useCpu);

const ROWS = 60;
const [SAMPLES, DRAWS] = [2000, 39];
const normals = new Float32Array(ROWS * 8);
fillNoise(normals, { law: "normal" }, { seed: 9n, step: 0, path: "mixture/rows" });
const rows = Array.from({ length: ROWS }, (_, row) => drawExample(normals.subarray(8 * row, 8 * row + 8)));
const x = Float32Array.from(rows.flat());
/** Row i misses elements i + 1, .. i + 1 + i mod 3, cyclically: often the one that tells the components apart. */
const mask = x.map((_, at) => {
  const [row, element] = [Math.floor(at / SIZE), at % SIZE];
  return (element - 1 - (row % SIZE) + 2 * SIZE) % SIZE <= row % 3 ? 0 : 1;
});

describe("imputation in a mixture whose exact conditionals are known, by a posterior that never saw a gap", () => {
  it("has their mean and variance within Monte Carlo error, and 90 % intervals hold nine true values in ten", async () => {
    const session = await openMixture(cpuEngine, { values: exactValues({ sure: 0.1, wider: 2.5 }) });
    const found = await imputeExamples(session, { x, "x.mask": mask }, { samples: SAMPLES, draws: DRAWS });
    const scores = { cells: 0, held: 0, square: 0, between: 0 };
    for (let row = 0; row < ROWS; row++) {
      const at = row * SIZE;
      const law = missingLaw(x.subarray(at, at + SIZE), mask.subarray(at, at + SIZE));
      const effective = found.effective[row] as number;
      expect(effective).toBeGreaterThan(25);
      if (law.responsibilities.every((share) => share > 0.02)) scores.between++;
      for (let element = 0; element < SIZE; element++) {
        if (mask[at + element]) continue;
        const under = (of: (mean: number, variance: number) => number) =>
          law.responsibilities.reduce(
            (sum, share, s) =>
              sum + share * of(law.means[s]?.[element] as number, law.variances[s]?.[element] as number),
            0,
          );
        const mean = under((m) => m);
        const variance = under((m, v) => v + (m - mean) ** 2);
        const error = Math.abs((found.x[at + element] as number) - mean);
        expect(error, `row ${row}, element ${element}`).toBeLessThan(5 * Math.sqrt(variance / effective));
        const drawn = Float64Array.from(
          { length: DRAWS },
          (_, d) => found.draws[d * ROWS * SIZE + at + element] as number,
        );
        drawn.sort();
        // Of 39 draws the 2nd and the 38th: between them the next one lies with probability 36 in 40.
        const truth = x[at + element] as number;
        scores.cells++;
        scores.held += truth >= (drawn[1] as number) && truth <= (drawn[DRAWS - 2] as number) ? 1 : 0;
        scores.square += drawn.reduce((sum, v) => sum + (v - mean) ** 2, 0) / DRAWS / variance;
      }
    }
    expect(scores.between).toBeGreaterThan(5); // rows that could be of either component
    const coverage = scores.held / scores.cells;
    expect(Math.abs(coverage - 0.9)).toBeLessThan(4 * Math.sqrt(0.09 / scores.cells));
    // Draws of a row share few effective samples: a twentieth counts as independent.
    const independent = (scores.cells * DRAWS) / 20;
    expect(Math.abs(scores.square / scores.cells - 1)).toBeLessThan(4 * Math.sqrt(2 / independent));
  });
});
