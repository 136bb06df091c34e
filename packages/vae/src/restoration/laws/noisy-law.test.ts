import { bernoulli, betaBinomial, laplace, normal } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import type { Distribution } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { denoised, noisyLaw } from "./noisy-law.ts";
import { varianceOf } from "./values.ts";

beforeAll(useCpu);

const density = (x: number, mean: number, sigma: number) =>
  Math.exp(-0.5 * ((x - mean) / sigma) ** 2) / sigma / Math.sqrt(2 * Math.PI);
const logProb = (law: Distribution, y: readonly number[], width = 1) =>
  (law.logProb as NonNullable<Distribution["logProb"]>)(tf.tensor(y as number[], [1, y.length / width, width]));
/** batchShape `[sample, batch, element]`. */
const spread = (values: readonly number[]) => tf.tensor3d([...values], [1, 1, values.length]);

it("is closed where the distribution says so, and refused where numbers have neither bounds nor a closed form", () => {
  const p = normal({ mean: spread([0.3, -0.5]), scale: tf.scalar(0.4) });
  const y = [0, 1, 0.7, -2];
  const exact = y.map((v, i) => Math.log(density(v, [0.3, -0.5][i % 2] as number, Math.hypot(0.4, 0.6))));
  const real = { support: "real" } as const;
  expectClose(logProb(noisyLaw(p, real, 0.6), y, 2), exact, 1e-5);
  const heavy = laplace({ mean: spread([0.2]), scale: spread([0.5]) });
  expect(() => noisyLaw(heavy, real, 0.4)).toThrow(/no closed form/);
  expect(varianceOf(heavy, real)).toBeUndefined();
});

it("once the noise is known of, a Gaussian is pulled to what is seen by its share of the variance", () => {
  const p = normal({ mean: spread([0.3, -0.5]), scale: tf.scalar(0.4) });
  const seen = { y: tf.tensor([1, 1], [1, 1, 2]), mask: tf.tensor([1, 0], [1, 1, 2]) };
  const cleaned = denoised(p, seen, { support: "real" }, 0.6);
  const gain = 0.16 / 0.52;
  expectClose(cleaned.mean?.() as tf.Tensor, [0.3 + 0.7 * gain, -0.5], 1e-5);
  expectClose(cleaned.variance?.() as tf.Tensor, [0.16 * (1 - gain), 0.16], 1e-5);
});

it("of a coin is the mixture of two Gaussians", () => {
  const p = bernoulli({ logits: spread([0.8]) });
  const one = 1 / (1 + Math.exp(-0.8));
  const y = [-0.2, 0.4, 1.3];
  const exact = y.map((v) => Math.log(one * density(v, 1, 0.3) + (1 - one) * density(v, 0, 0.3)));
  expectClose(logProb(noisyLaw(p, { support: "binary" }, 0.3), y), exact, 1e-5);
});

it("of grey levels is the sum over all of them, and their variance too", () => {
  const levels = 16;
  const top = levels - 1;
  const base = betaBinomial({ total: top, logits: spread([0.4]), logConcentration: spread([1.2]) });
  const p: Distribution = {
    ...base,
    logProb: (value) => base.logProb(tf.round(tf.mul(value, top))),
    mean: () => tf.div(base.mean(), top),
  };
  const masses = Array.from({ length: levels }, (_, k) =>
    Math.exp(base.logProb(tf.tensor([k], [1, 1, 1])).dataSync()[0] as number),
  );
  const field = { support: "unit", levels } as const;
  const y = [-0.1, 0.5, 1.1];
  const exact = y.map((v) => Math.log(masses.reduce((sum, m, k) => sum + m * density(v, k / top, 0.1), 0)));
  expectClose(logProb(noisyLaw(p, field, 0.1), y), exact, 1e-4);
  const mean = masses.reduce((sum, m, k) => sum + (m * k) / top, 0);
  const variance = masses.reduce((sum, m, k) => sum + m * (k / top - mean) ** 2, 0);
  expectClose(varianceOf(p, field) as tf.Tensor, [variance], 1e-4);
  expectClose(
    varianceOf(normal({ mean: spread([0]), scale: tf.scalar(3) }), { support: "real" }) as tf.Tensor,
    [9],
    1e-6,
  );
  const cleaned = denoised(p, { y: tf.tensor([0.7], [1, 1, 1]), mask: tf.ones([1, 1, 1]) }, field, 0.1);
  const weights = masses.map((m, k) => m * density(0.7, k / top, 0.1));
  const total = weights.reduce((sum, w) => sum + w, 0);
  const centre = weights.reduce((sum, w, k) => sum + (w * k) / top, 0) / total;
  expectClose(cleaned.mean?.() as tf.Tensor, [centre], 1e-4);
  const spreadOf = weights.reduce((sum, w, k) => sum + w * (k / top - centre) ** 2, 0) / total;
  expectClose(cleaned.variance?.() as tf.Tensor, [spreadOf], 1e-4);
  const draw = cleaned.draw as NonNullable<Distribution["draw"]>;
  const drawn = Array.from(draw(4000, eagerContext({ seed: 2n }).context).value.dataSync());
  const mean4000 = drawn.reduce((sum, v) => sum + v, 0) / 4000;
  expect(Math.abs(mean4000 - centre)).toBeLessThan(5 * Math.sqrt(spreadOf / 4000));
  const hidden = denoised(p, { y: tf.tensor([0.7], [1, 1, 1]), mask: tf.zeros([1, 1, 1]) }, field, 0.1);
  expectClose(hidden.mean?.() as tf.Tensor, [mean], 1e-4);
});
