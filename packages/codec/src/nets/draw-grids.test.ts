import { describe, expect, it } from "vitest";
import { bottomUp, mixed, netsOf, type PlainModel, topDown } from "../test-support/gaussian-models.ts";
import { drawGrids } from "./draw-grids.ts";

/** A chain z1, z2, z3 from the top: deviations under p are 1.5, 1.3 and 0.7, means 0.4, 1 and -0.5. */
const chain: PlainModel = {
  shown: "z3",
  sites: [
    { name: "z1", posteriorReads: ["z2"], priorReads: [], mixed: [[0.4, 1.5]], p: () => [0, 1], q: () => [0, 1] },
    {
      ...{ name: "z2", posteriorReads: ["z3"], priorReads: ["z1"] },
      p: ({ z1 = 0 }) => [1 + 0.8 * (z1 - 0.4), Math.sqrt(1.3 ** 2 - (0.8 * 1.5) ** 2)],
      q: () => [0, 1],
    },
    {
      ...{ name: "z3", posteriorReads: ["x"], priorReads: ["z2"] },
      p: ({ z2 = 0 }) => [-0.5 - 0.3 * (z2 - 1), Math.sqrt(0.7 ** 2 - (0.3 * 1.3) ** 2)],
      q: () => [0, 1],
    },
  ],
};

describe("where buckets lie that cannot follow p", () => {
  it.each([3, 16])("at the model's own mean and twice its deviation, with %i rows", async (batch) => {
    const grids = await drawGrids(netsOf(chain, batch));
    expect(Object.keys(grids)).toEqual(["z2", "z3"]); // p of the top reads nothing
    // Of 512 draws: within five standard errors of mean and deviation.
    for (const [name, mean, deviation] of [["z2", 1, 1.3] as const, ["z3", -0.5, 0.7] as const]) {
      expect(Math.abs((grids[name]?.mean[0] as number) - mean)).toBeLessThan((5 * deviation) / Math.sqrt(512));
      expect(Math.abs((grids[name]?.scale[0] as number) / (2 * deviation) - 1)).toBeLessThan(5 / Math.sqrt(2 * 512));
    }
  });

  it("the same at every call, to the bit", async () => {
    expect(await drawGrids(netsOf(bottomUp(3), 4))).toEqual(await drawGrids(netsOf(bottomUp(3), 4)));
  });

  it("under a mixture on top, both heaps counted", async () => {
    const [top] = mixed.sites;
    const [, below] = bottomUp(2).sites;
    const { z2 } = await drawGrids(
      netsOf({ shown: "z2", sites: [{ ...top, name: "z1", posteriorReads: ["z2"] }, below] as PlainModel["sites"] }, 8),
    );
    const [mean, square] = [0.5 * (1.1 - 1.6), 0.5 * (1.6 ** 2 + 0.4 ** 2 + 1.1 ** 2 + 0.7 ** 2)];
    const deviation = Math.sqrt(0.64 * (square - mean * mean) + 0.36);
    expect(Math.abs((z2?.mean[0] as number) - 0.8 * mean)).toBeLessThan((5 * deviation) / Math.sqrt(512));
    expect(Math.abs((z2?.scale[0] as number) / (2 * deviation) - 1)).toBeLessThan(0.15);
  });

  it("nowhere where p is known first", async () => {
    expect(await drawGrids(netsOf(topDown, 4))).toEqual({});
  });
});
