import { fillNoise } from "@elbo/program";
import type { Definition, Fitting } from "@elbo/spec";
import { configChecks, describeConformance, useCpu } from "@elbo/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { registry } from "../conformance/open-models.ts";
import { createVae } from "../vae/create-vae.ts";
import { trainOnCodes } from "../vae/train-on-codes.ts";
import { codesModel } from "./codes-model.ts";
import { openVaes, planeMoments, type Vaes } from "./fakes/open-vaes.ts";
import { flowSampler } from "./flow.ts";

let vaes: Vaes;
beforeAll(useCpu);
beforeAll(async () => {
  vaes = await openVaes();
});
afterAll(() => vaes.close());

describeConformance("sampler flow", configChecks(flowSampler as Definition, {}));

it("learns a law that is no Gaussian: two arcs of unequal mass", async () => {
  const rows = 1000;
  const [u, noise] = [new Float32Array(rows), new Float32Array(2 * rows)];
  fillNoise(u, { law: "uniform" }, { seed: 1n, step: 0, path: "which" });
  fillNoise(noise, { law: "normal" }, { seed: 1n, step: 0, path: "where" });
  const at = (i: number) => noise[i] as number;
  const arcs = Float32Array.from({ length: 2 * rows }, (_, i) => {
    const row = i - (i % 2);
    const first = ((u[row / 2] as number) < 0.3 ? -20 : 20) + 4 * at(row);
    return i % 2 === 0 ? first : (first / 20) ** 2 + 0.1 * at(row + 1);
  });
  const own: Awaited<ReturnType<typeof createVae>>[] = [];
  const build: Parameters<typeof trainOnCodes>[0] = async (...what) => {
    const vae = await createVae(...what);
    own.push(vae);
    return vae;
  };
  const fitting: Pick<Fitting, "dimensions" | "seed" | "codes" | "trainPrior"> = {
    dimensions: 2,
    seed: 1n,
    codes: async () => arcs,
    trainPrior: (prior, training, codes) =>
      trainOnCodes(build, { registry }, { engine: "onnx", seed: 3 }, codesModel(prior, training), codes, 2),
  };
  const flow = { kind: "spline", length: 2, hidden: [24], bins: 6 };
  const config = flowSampler.config(registry.slot).parse({ kind: "flow", flow, steps: 300, rate: 0.02, batch: 100 });
  const draw = await flowSampler.create(config, {} as never).fit(fitting as Fitting);
  const z = await draw({ count: 2000, seed: 4n, condition: {} });
  const points = Array.from({ length: 2000 }, (_, i) => [z[2 * i] as number, z[2 * i + 1] as number] as const);
  const share = points.filter(([x]) => x < 0).length / 2000;
  expect(Math.abs(share - 0.3)).toBeLessThan(0.06);
  const between = points.filter(([x]) => Math.abs(x) < 5).length / 2000; // a Gaussian of these moments puts a fifth there
  expect(between).toBeLessThan(0.06);
  const off = points.map(([x, y]) => Math.abs(y - (x / 20) ** 2)).sort((a, b) => a - b)[1000] as number;
  expect(off).toBeLessThan(0.2);
  expect([...(await draw({ count: 3, seed: 4n, condition: {} }))]).toEqual([...z.subarray(0, 6)]);
  for (const vae of own) await vae.close();
});

it("draws codes of the moments that a Gaussian fitted to them has", async () => {
  const vae = await vaes.wide();
  const flow = { kind: "maf", length: 1, hidden: [] };
  const { z } = await vae.sample(400, { sampler: { kind: "flow", flow, steps: 150, rate: 0.05 } });
  const direct = await vae.sample(400, { sampler: { kind: "mixture", components: 1 } });
  const [found, wanted] = [planeMoments(z.z as Float32Array), planeMoments(direct.z.z as Float32Array)];
  const size = (wanted[2] as number) + (wanted[4] as number);
  found.forEach((value, i) => {
    expect(Math.abs(value - (wanted[i] as number))).toBeLessThan(0.25 * size);
  });
});

it.each([
  ["VQ, uniform codes", {}, /sampler "flow" needs a posterior with draws that are vectors of real/],
  ["conditional, recurrent", {}, /a conditional model has other latents for every condition/],
  ["dense", { flow: { kind: "pixel-cnn" } }, /needs a site of codes/],
])("%s, %o: refused with the reason", async (name, more, message) => {
  const vae = await vaes.named(name);
  await expect(vae.sample(2, { sampler: { kind: "flow", ...more } })).rejects.toThrow(message);
});
