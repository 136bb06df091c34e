import { cpuEngine } from "@elbo/engine";
import type { Numbers } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { beforeAll, expect, it } from "vitest";
import { linearGaussian } from "../evaluation/fakes/linear-gaussian.ts";
import { readBatches } from "../evaluation/read-batches.ts";
import { likeLatents } from "./like-latents.ts";

beforeAll(useCpu);

const SIZE = 5;
const model = linearGaussian({ size: SIZE, noise: 0.6, test: 2 });

it("draws around the posterior mean of each example in turn, with the posterior's variance", async () => {
  const session = await model.open(cpuEngine);
  const { splits, fields } = session.assembled.dataset;
  for await (const { inputs } of readBatches(splits.test, fields, { batch: 2, seed: 0n })) {
    const count = 2048;
    const means = (await session.run("encoding/2", () => session.assembled.encoding(2), inputs, { seed: 0n, step: 0 }))[
      "latent/z"
    ] as Numbers;
    const draws = (await likeLatents(session, inputs.x as Numbers)({ count, seed: 3n, condition: {} }))[
      "latent/z"
    ] as Numbers;
    expect(draws.length).toBe(2 * count);
    for (const [example, d] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const) {
      const own = Array.from({ length: count / 2 }, (_, i) => draws[(2 * i + example) * 2 + d] as number);
      const mean = own.reduce((a, b) => a + b, 0) / own.length;
      const variance = own.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (own.length - 1);
      expect(variance).toBeLessThan(1); // less than the prior's: the example says something
      expect(Math.abs(mean - (means[2 * example + d] as number))).toBeLessThan(5 * Math.sqrt(variance / own.length));
    }
  }
  session.dispose();
});
