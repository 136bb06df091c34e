import { describe, expect, it } from "vitest";
import { enginesPage, ratioTable, standings, timeTable, voids } from "./engines-page.mjs";

const timed = (name: string, rounds: number[], more = {}) => ({
  ...{ name, rounds, alone: Math.min(...rounds), parameters: 100, first: 543 },
  ...more,
});
const dense = {
  model: "dense",
  threads: 2,
  contenders: [timed("elbo", [10, 10, 10]), timed("PyTorch", [20, 19, 21]), timed("JAX", [8, 8, 8])],
};
const conv = { model: "conv", threads: 1, contenders: [timed("elbo", [40]), timed("TensorFlow", [38])] };

describe("the page of engines", () => {
  it("says how elbo stands to each peer, with what is wanted at that number of threads", () => {
    expect(standings(dense)).toEqual([
      { name: "PyTorch", spread: { median: 0.5, least: 10 / 21, greatest: 10 / 19 }, wanted: 0.72, void: [] },
      { name: "JAX", spread: { median: 1.25, least: 1.25, greatest: 1.25 }, wanted: 1.2, void: [] },
    ]);
  });

  it("has a column for every peer of any row, bold where the wanted figure is missed", () => {
    expect(ratioTable([dense, conv]).split("\n")).toEqual([
      "| model | threads | PyTorch | JAX | TensorFlow |",
      "| --- | --- | --- | --- | --- |",
      "| dense 784-500-500-20 | 2 | 0.50 (0.48-0.53) ≤ 0.72 | **1.25 (1.25-1.25) > 1.2** | - |",
      "| conv 32/64, 4x4 stride 2, 28x28, z 16 | 1 | - | - | 1.05 (1.05-1.05) ≤ 1.15 |",
    ]);
  });

  it("has milliseconds in turns and alone", () => {
    expect(timeTable([dense])).toContain("| 10.0 (10.0-10.0), 10.0 | 20.0 (19.0-21.0), 19.0 | 8.0 (8.0-8.0), 8.0 |");
  });

  it("shows a void figure as void, with the reason; if it is elbo's, all of them", () => {
    const noisy = {
      ...dense,
      contenders: [dense.contenders[0], timed("JAX", [8, 8, 8], { alone: 5 })],
    } as typeof dense;
    const page = enginesPage({
      machine: "a machine",
      versions: {},
      missing: [],
      rounds: 3,
      milliseconds: 800,
      results: [noisy],
    });
    expect(page).toContain("| dense 784-500-500-20 | 2 | void |");
    expect(page).toContain("- dense 784-500-500-20, 2 threads, JAX: 60 % slower in turns than its best alone");
    const own = { ...dense, contenders: [timed("elbo", [10, 10, 10], { alone: 5 }), ...dense.contenders.slice(1)] };
    expect(Object.values(voids(own)).map((reasons) => reasons.length)).toEqual([1, 1, 1]);
  });
});
