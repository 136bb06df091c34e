import type { Definition } from "@elbo/spec";
import { configChecks, describeConformance, useCpu } from "@elbo/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openVaes, type Vaes } from "./fakes/open-vaes.ts";
import { priorSampler } from "./prior.ts";

let vaes: Vaes;
beforeAll(useCpu);
beforeAll(async () => {
  vaes = await openVaes();
});
afterAll(() => vaes.close());

describeConformance("sampler prior", configChecks(priorSampler as Definition, {}));

it("is what a model does without a sampler, step by step where it must be", async () => {
  for (const name of ["dense", "VQ, PixelCNN"]) {
    const vae = await vaes.named(name);
    const [plain, asked] = [await vae.sample(3), await vae.sample(3, { sampler: { kind: "prior" } })];
    expect(asked.z).toEqual(plain.z);
    expect(asked.x).toEqual(plain.x);
  }
});

it("heeds a condition", async () => {
  const vae = await vaes.named("conditional, recurrent");
  const asked = await vae.sample(2, { sampler: { kind: "prior" }, condition: { label: [1] } });
  expect(Array.from(asked.condition.label ?? [])).toEqual([1, 1]);
});
