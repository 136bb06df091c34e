import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareWithExact } from "./linear-gaussian.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const command = join(root, "apps/cli/dist/main.js");
const config = join(root, "configs/lucas-2019-linear.yaml");
let runs: string;

/** Trains the published config by the built command; the run's folder. */
async function train(...overrides: readonly string[]): Promise<string> {
  const sets = overrides.flatMap((each) => ["--set", each]);
  const args = [command, "train", config, "--runs", runs, "--json", ...sets];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: runs });
  return (JSON.parse(stdout) as { run: string }).run;
}

beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), "elbo-linear-"));
});
afterAll(() => rm(runs, { recursive: true, force: true }));

describe("a linear VAE beside probabilistic principal components (Tipping & Bishop 1999; Lucas et al. 2019)", () => {
  it("reaches the closed form of the best log-likelihood within 0.01 nat, by its bound and by importance sampling", async () => {
    const found = await compareWithExact(await train(), { split: "train", importance: [1, 100], seeds: 3 });
    expect(found.exact).toBeLessThan(found.best + 1e-5);
    expect(found.best - found.exact).toBeLessThan(0.01);
    expect(Math.abs(found.noiseVariance.trained / found.noiseVariance.best - 1)).toBeLessThan(0.01);
    expect(found.diagonalLoss).toBeGreaterThan(0);
    expect(found.diagonalLoss).toBeLessThan(0.002);
    for (const { mean, error } of found.bounds) {
      expect(error).toBeLessThan(0.001);
      expect(Math.abs(mean - found.best)).toBeLessThan(0.01);
      expect(mean).toBeLessThan(found.exact + 4 * error + 1e-4);
    }
  });

  it("with a poor posterior has bounds that grow with the draws, from below, towards the exact log-likelihood", async () => {
    const run = await train("training.epochs=2", "training.validate.every=2");
    const options = { split: "test", examples: 500, importance: [1, 5, 50, 500], seeds: 5 } as const;
    const { exact, bounds } = await compareWithExact(run, options);
    const gaps = bounds.map(({ mean }) => exact - mean);
    expect(gaps[0]).toBeGreaterThan(0.3);
    for (const [i, { mean, error }] of bounds.entries()) {
      expect(mean).toBeLessThan(exact + 3 * error);
      const before = bounds[i - 1];
      if (before) expect(mean - before.mean).toBeGreaterThan(3 * Math.hypot(error, before.error));
    }
    expect(gaps[3]).toBeLessThan((gaps[0] as number) / 5);
  });
});
