import type { Definition } from "@elbo/spec";
import { configChecks, describeConformance, useCpu } from "@elbo/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openVaes, type Vaes } from "./fakes/open-vaes.ts";
import { temperatureSampler } from "./temperature.ts";

let vaes: Vaes;
beforeAll(useCpu);
beforeAll(async () => {
  vaes = await openVaes();
});
afterAll(() => vaes.close());

describeConformance("sampler temperature", configChecks(temperatureSampler as Definition, {}));

it("of 1 is the prior, of 0 its mean, of 2 twice as far", async () => {
  const vae = await vaes.named("dense");
  const draw = async (value: number) =>
    (await vae.sample(4, { sampler: { kind: "temperature", value }, seed: 5n })).z.z as Float32Array;
  const plain = (await vae.sample(4, { seed: 5n })).z.z as Float32Array;
  expect([...(await draw(1))]).toEqual([...plain]);
  expect([...(await draw(0))].every((v) => Math.abs(v) === 0)).toBe(true);
  expect((await draw(2)).every((v, i) => Math.abs(v - 2 * (plain[i] as number)) < 1e-5)).toBe(true);
});

it("reaches every site of a chain, each from the one above", async () => {
  const vae = await vaes.named("top-down, precision");
  const { z } = await vae.sample(4, { sampler: { kind: "temperature", value: 0 } });
  expect([...(z.top as Float32Array)].every((v) => Math.abs(v) === 0)).toBe(true);
  const bottom = z.bottom as Float32Array;
  expect([...bottom.subarray(3, 6)]).toEqual([...bottom.subarray(0, 3)]);
});

it("is refused where the prior is no Gaussian", async () => {
  const vae = await vaes.named("mixture prior");
  const asked = vae.sample(2, { sampler: { kind: "temperature" } });
  await expect(asked).rejects.toThrow(/needs a prior with a Gaussian.*since a temperature scales/);
});
