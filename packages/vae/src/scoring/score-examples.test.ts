import { exactLogLikelihood } from "@elbo/datasets";
import { cpuEngine } from "@elbo/engine";
import type { Numbers } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { linearGaussian } from "../evaluation/fakes/linear-gaussian.ts";
import { readBatches } from "../evaluation/read-batches.ts";
import { scoreExamples } from "./score-examples.ts";

beforeAll(useCpu);

const SIZE = 5;
const COUNT = 7;
const model = linearGaussian({ size: SIZE, noise: 0.6, test: COUNT });

const open = async (tilt: number) => {
  const session = await model.open(cpuEngine, tilt);
  const { splits, fields } = session.assembled.dataset;
  for await (const { inputs } of readBatches(splits.test, fields, { batch: COUNT, seed: 0n })) {
    return { session, x: inputs.x as Float32Array };
  }
  throw new Error("no example");
};

describe("scores of examples whose density is known", () => {
  it("are -log p(x) of each under the exact posterior, whatever k", async () => {
    const { session, x } = await open(0);
    const exact = Array.from(
      { length: COUNT },
      (_, i) => -exactLogLikelihood(x.subarray(i * SIZE, (i + 1) * SIZE), model.law),
    );
    for (const importance of [1, 30]) {
      const { nll, elements } = await scoreExamples(session, x, { importance });
      expectClose(nll as Float64Array, exact, 1e-5);
      expect([...elements]).toEqual(new Array(COUNT).fill(SIZE));
    }
    session.dispose();
  });

  it("bound each by one draw, from above the likelihood but for its noise, and leave out the NLL that nobody asks for", async () => {
    const { session, x } = await open(0.5);
    const { negativeElbo, nll } = await scoreExamples(session, x, { importance: 500 });
    const gap = negativeElbo.reduce((sum, v, i) => sum + v - ((nll as Float64Array)[i] as number), 0) / COUNT;
    const exact = Math.exp(0.5) - 1 - 0.5; // two dimensions, variances off by exp(0.5)
    expect(Math.abs(gap - exact)).toBeLessThan((5 * Math.sqrt(SIZE)) / Math.sqrt(COUNT));
    expect("nll" in (await scoreExamples(session, x, { importance: 0 }))).toBe(false);
    await expect(scoreExamples(session, x.subarray(1) as Numbers)).rejects.toThrow(/whole examples/);
    session.dispose();
  });
});
