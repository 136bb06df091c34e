import { describe, expect, it } from "vitest";
import { missingParts, spread, zooPage } from "./page.mjs";

const run = (variant: string, seed: number, negativeElbo: number, metrics?: object) => ({
  variant,
  data: "binary",
  seed,
  evaluation: { negativeElbo, kl: 20, activeUnits: 7, collapsed: false, ...(metrics ? { metrics } : {}) },
});
const about = {
  matrix: {
    base: { training: { steps: 1000, batch: 100 }, loss: { kind: "elbo" } },
    data: { binary: { data: { kind: "mnist" } } },
    evaluate: { examples: 2000, importance: 50, importanceExamples: 200 },
    seeds: [1, 2],
  },
  results: {
    machine: { cpu: "a processor", cores: 2, node: "20" },
    runs: [
      run("plain", 1, 100, { information: { rate: 3 } }),
      run("plain", 2, 104, { information: { rate: 5 } }),
      run("odd", 1, 90),
    ],
  },
  parts: [
    { family: "loss", kind: "elbo" },
    { family: "loss", kind: "iwae" },
    { family: "data", kind: "names" },
  ],
  command: "npm run zoo",
  minutes: 30,
};

describe("the page of the zoo", () => {
  it("has a row for each variant, with mean and range, and a dash where a figure is not defined", () => {
    const page = zooPage(about);
    expect(page).toContain(
      "| plain | 102.0 (100.0 to 104.0) | - | 20.0 (20.0 to 20.0) | 7 (7 to 7) | 4.00 (3.00 to 5.00) |",
    );
    expect(page).toContain("| odd | 90.0 | - | 20.0 | 7 | - |");
    expect(page).toContain("not a ranking");
    expect(page).toContain("- loss: iwae");
  });

  it("names parts that stand in no row, of the families that make a model", () => {
    expect(missingParts(about.matrix, about.parts)).toEqual(["loss: iwae"]);
  });

  it("prints no bound and no KL of a posterior without a density", () => {
    const [plain] = about.results.runs;
    const lawless = { ...plain, variant: "points", evaluation: { ...plain?.evaluation, lawless: true } };
    expect(zooPage({ ...about, results: { ...about.results, runs: [lawless] } })).toContain(
      "| points | - | - | - | 7 | 3.00 |",
    );
  });

  it("has no spread of what some seed lacks", () => {
    expect([spread([1, undefined], 1), spread([Number.NaN], 1), spread([2], 1)]).toEqual(["-", "-", "2.0"]);
  });
});
