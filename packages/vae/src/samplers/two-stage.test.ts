import type { Definition } from "@elbo/spec";
import { configChecks, describeConformance, useCpu } from "@elbo/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openVaes, planeMoments, type Vaes } from "./fakes/open-vaes.ts";
import { twoStageSampler } from "./two-stage.ts";

let vaes: Vaes;
beforeAll(useCpu);
beforeAll(async () => {
  vaes = await openVaes();
});
afterAll(() => vaes.close());

describeConformance("sampler two-stage", configChecks(twoStageSampler as Definition, {}));

it("draws codes of the moments that a Gaussian fitted to them has", async () => {
  const vae = await vaes.wide();
  const { z } = await vae.sample(400, { sampler: { kind: "two-stage", steps: 200, hidden: [8], rate: 0.01 } });
  const direct = await vae.sample(400, { sampler: { kind: "mixture", components: 1 } });
  const [found, wanted] = [planeMoments(z.z as Float32Array), planeMoments(direct.z.z as Float32Array)];
  const size = (wanted[2] as number) + (wanted[4] as number);
  found.forEach((value, i) => {
    expect(Math.abs(value - (wanted[i] as number))).toBeLessThan(0.25 * size);
  });
});
