import type { Definition } from "@elbo/spec";
import { configChecks, describeConformance, useCpu } from "@elbo/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openVaes, planeMoments, type Vaes } from "./fakes/open-vaes.ts";
import { mixtureSampler } from "./mixture.ts";

let vaes: Vaes;
beforeAll(useCpu);
beforeAll(async () => {
  vaes = await openVaes();
});
afterAll(() => vaes.close());

describeConformance("sampler mixture", configChecks(mixtureSampler as Definition, {}));

it("of one component has the moments of the codes, which the prior has not", async () => {
  const vae = await vaes.wide();
  const x = new Float32Array(600 * 6);
  await vae.dataset.splits.train.read(
    Int32Array.from({ length: 600 }, (_, i) => i),
    { x },
  );
  const centres = planeMoments((await vae.encode(x)).z as Float32Array);
  const { z } = await vae.sample(400, { sampler: { kind: "mixture", components: 1, of: "centres" }, seed: 5n });
  const [, , first = 0, , second = 0] = centres;
  expect(Math.abs(first - 1) + Math.abs(second - 1)).toBeGreaterThan(0.5);
  planeMoments(z.z as Float32Array).forEach((value, i) => {
    expect(Math.abs(value - (centres[i] as number))).toBeLessThan(0.15 * (first + second));
  });
});

it("draws x itself where it is asked to, the first of a longer draw the same", async () => {
  const vae = await vaes.named("fixed sigma");
  const sampler = { kind: "mixture", components: 2 };
  const [mean, drawn] = [await vae.sample(8, { sampler }), await vae.sample(8, { sampler, drawn: true })];
  expect(drawn.z).toEqual(mean.z);
  const gap = Float32Array.from(drawn.x, (v, i) => v - (mean.x[i] as number));
  const deviation = Math.sqrt(gap.reduce((sum, v) => sum + v * v, 0) / gap.length);
  expect(Math.abs(deviation - 0.5)).toBeLessThan(5 * (0.5 / Math.sqrt(2 * gap.length)));
  const few = await vae.sample(5, { sampler });
  expect(few.x.every((v, i) => Math.abs(v - (mean.x[i] as number)) < 1e-5)).toBe(true);
});

it.each([
  ["VQ, uniform codes", {}, /sampler "mixture" needs a posterior with draws that are vectors of real/],
  ["conditional, recurrent", {}, /a conditional model has other latents for every condition/],
  ["dense", { component: 3 }, /unknown key "component".*Did you mean "components"/],
  ["dense", { components: 50 }, /at least 50 examples, one a component, got 1?\d/],
])("%s, %o: refused with the reason", async (name, more, message) => {
  const vae = await vaes.named(name);
  await expect(vae.sample(2, { sampler: { kind: "mixture", ...more } })).rejects.toThrow(message);
});

it("names the nearest kind", async () => {
  const vae = await vaes.named("dense");
  await expect(vae.sample(2, { sampler: { kind: "mixtur" } })).rejects.toThrow(/mixtur.*Did you mean "mixture"/);
});
