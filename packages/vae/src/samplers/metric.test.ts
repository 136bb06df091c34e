import type { Definition, Fitting } from "@elbo/spec";
import { configChecks, describeConformance, useCpu } from "@elbo/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openVaes, planeMoments, type Vaes } from "./fakes/open-vaes.ts";
import { metricSampler } from "./metric.ts";

let vaes: Vaes;
beforeAll(useCpu);
beforeAll(async () => {
  vaes = await openVaes();
});
afterAll(() => vaes.close());

describeConformance("sampler metric", configChecks(metricSampler as Definition, {}));

/** A space whose inverse volume is N((1, -2), diag(0.25, 4)) up to a constant. */
const fitting: Pick<Fitting, "dimensions" | "codes" | "logVolume"> = {
  dimensions: 2,
  codes: async () => Float32Array.of(0, 0, 3, 3, -1, -8),
  logVolume: async (z) => {
    const gaps = z.map((v, i) => (i % 2 === 0 ? (v - 1) / 0.25 : (v + 2) / 4));
    const value = Float32Array.from({ length: z.length / 2 }, (_, i) => {
      const [a, b] = [(z[2 * i] as number) - 1, (z[2 * i + 1] as number) + 2];
      return 0.5 * (a * a * 4 + (b * b) / 4) + 7;
    });
    return { value, gradient: gaps };
  },
};
const fitted = (more: object) => {
  const config = metricSampler.config((() => {}) as never).parse({ kind: "metric", ...more });
  return metricSampler.create(config, {} as never).fit(fitting as Fitting);
};

it("draws where the volume is small: the moments of a law in closed form, within four standard errors", async () => {
  const count = 2000;
  const draw = await fitted({ moves: 60, leapfrogs: 10, stepSize: 0.2 });
  const z = await draw({ count, seed: 3n, condition: {} });
  const error = (variance: number) => 4 * Math.sqrt(variance / count);
  const expected = [1, -2, 0.25, 0, 4];
  const errors = [error(0.25), error(4), error(2 * 0.25 ** 2), error(0.25 * 4), error(2 * 4 ** 2)];
  planeMoments(z).forEach((value, i) => {
    expect(Math.abs(value - (expected[i] as number))).toBeLessThan(errors[i] as number);
  });
  expect([...(await draw({ count: 3, seed: 3n, condition: {} }))]).toEqual([...z.subarray(0, 6)]);
  expect([...(await draw({ count: 3, seed: 4n, condition: {} }))]).not.toEqual([...z.subarray(0, 6)]);
});

it("draws latents of a model, the first of a longer draw the same", async () => {
  const vae = await vaes.named("Riemannian");
  const sampler = { kind: "metric", moves: 3, leapfrogs: 2 };
  const [five, three] = [await vae.sample(5, { sampler }), await vae.sample(3, { sampler })];
  expect([...(five.z.z as Float32Array)].every(Number.isFinite)).toBe(true);
  expect([...(five.z.z as Float32Array).subarray(0, 6)]).toEqual([...(three.z.z as Float32Array)]);
});

it("is refused for a model without a metric", async () => {
  const vae = await vaes.named("Hamiltonian");
  await expect(vae.sample(2, { sampler: { kind: "metric" } })).rejects.toThrow(
    /"metric" needs a posterior with a metric of its space/,
  );
});
