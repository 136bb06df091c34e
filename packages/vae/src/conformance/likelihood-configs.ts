import type { DataFiles } from "./data-files.ts";
import type { Configs } from "./image-configs.ts";

const dense = { kind: "dense", hidden: [6], activation: "tanh" };
const numbers = { kind: "linear-gaussian", size: 6, latents: 2, train: 24, validation: 12, test: 12 };
const columns = { kind: "typed", holds: "columns" };

const withLikelihood = (data: object, likelihood: object, over: object = {}) => ({
  data,
  likelihood,
  latents: { kind: "single", posterior: { kind: "gaussian", dimension: 2 } },
  decoder: dense,
  encoder: dense,
  loss: { kind: "elbo" },
  training: { steps: 1, batch: 4 },
  ...over,
});

/** Every likelihood that the other tables do not hold. */
export const likelihoodConfigs = ({ images, table }: DataFiles): Configs => {
  const grey = { kind: "idx", images, binarise: "none", test: 0.25 };
  return {
    "continuous Bernoulli": withLikelihood(grey, { kind: "continuous-bernoulli" }),
    "beta-binomial": withLikelihood(grey, { kind: "beta-binomial" }),
    "discretised logistic": withLikelihood(grey, { kind: "discretised-logistic", components: 2 }),
    "discretised logistic, channels in turn": withLikelihood(
      { kind: "typed", holds: "colours" },
      { kind: "discretised-logistic", components: 2, channels: "autoregressive" },
      { decoder: { kind: "conv", layers: [], start: 3, output: { kernel: 2, stride: 2 } } },
    ),
    "sigma of a batch's errors": withLikelihood(grey, { kind: "gaussian", sigma: { kind: "optimal" } }),
    "sigma of each image's errors": withLikelihood(
      grey,
      { kind: "gaussian", sigma: { kind: "optimal", per: "image" } },
      { loss: { kind: "elbo", samples: 2 } },
    ),
    "log-cosh": withLikelihood(numbers, { kind: "log-cosh" }),
    "Student-t": withLikelihood(numbers, { kind: "student-t" }),
    "mixed columns": withLikelihood(columns, { kind: "columns" }),
    "mixed columns by other laws": withLikelihood(columns, {
      kind: "columns",
      real: { kind: "laplace", scale: { kind: "per-element" } },
      positive: { kind: "log-normal", scale: { kind: "learned" } },
      count: { kind: "zero-inflated", counts: { kind: "negative-binomial", size: "per-element" } },
      ordinal: { kind: "categorical" },
    }),
    "missing because of itself": withLikelihood(
      { kind: "csv", path: table, missing: "mask", test: 0.25 },
      { kind: "missing-not-at-random" },
    ),
    "missing because of all": withLikelihood(
      { kind: "csv", path: table, missing: "mask", test: 0.25 },
      { kind: "missing-not-at-random", of: { kind: "student-t" }, by: "all" },
      { loss: { kind: "iwae", samples: 2 } },
    ),
    "mixed columns, heavy tails": withLikelihood(columns, {
      kind: "columns",
      real: { kind: "student-t", degrees: { kind: "per-element" }, scale: { kind: "fixed" } },
      count: { kind: "negative-binomial" },
    }),
  };
};
