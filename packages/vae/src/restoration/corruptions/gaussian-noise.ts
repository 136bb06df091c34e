import { z } from "zod";
import type { CorruptionDefinition } from "../corruption.ts";
import { denoised, noisyLaw } from "../laws/noisy-law.ts";
import { valuesOf } from "../laws/values.ts";

const config = z.strictObject({
  kind: z.literal("gaussian-noise"),
  sigma: z.number().gt(0).describe("standard deviation of the noise, in units of x (pixels run from 0 to 1)"),
});

/** y = x + sigma n, n ~ N(0, 1) on every element: p(y|z) is the law of p(x|z) with wider elements. */
export const gaussianNoise: CorruptionDefinition<z.output<typeof config>> = {
  kind: "gaussian-noise",
  summary: "Gaussian noise of known sigma on every element",
  config,
  create: ({ sigma }, field) => {
    const values = valuesOf(field);
    const [low, high] = values ? [0, 1] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    return {
      seen: { shape: field.shape, dtype: "float32", support: "real" },
      exact: false,
      nodes: values?.count ?? 1,
      law: (elements) => noisyLaw(elements, field, sigma),
      clean: (elements, seen) => denoised(elements, seen, field, sigma),
      rough: (y) => y.map((v) => Math.min(high, Math.max(low, v))),
      damage: (x, noise) => x.map((v) => v + sigma * noise("normal")),
    };
  },
};
