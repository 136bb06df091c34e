import type { DataFiles } from "./data-files.ts";
import type { Configs } from "./image-configs.ts";

const training = { steps: 1, batch: 4 };
const dense = { kind: "dense", hidden: [6], activation: "tanh" };
const numbers = { kind: "linear-gaussian", size: 6, latents: 2, train: 24, validation: 12, test: 12 };
const two = { kind: "gaussian", dimension: 2 };

/** A dense VAE of made-up numbers; `over` replaces parts of it. */
const denseNumbers = (over: object) => ({
  data: numbers,
  likelihood: { kind: "gaussian", sigma: { kind: "fixed", value: 0.5 } },
  latents: { kind: "single", posterior: two },
  decoder: dense,
  encoder: dense,
  loss: { kind: "elbo" },
  training,
  ...over,
});
const curved = {
  kind: "riemannian",
  steps: 1,
  stepSize: 0.05,
  maxStepSize: 0.1,
  centroids: 4,
  hidden: [4],
  activation: "tanh",
};

const sites = [
  { name: "top", dimension: 2 },
  { name: "bottom", dimension: 3 },
];

const recurrent = (files: DataFiles, over: object) => ({
  data: { kind: "text", path: files.text, test: 0.25 },
  likelihood: { kind: "categorical" },
  latents: { kind: "single", posterior: two },
  decoder: { kind: "recurrent", embedding: 3, hidden: 4, feed: "both", tokenDropout: 0.2 },
  encoder: { kind: "recurrent", embedding: 3, hidden: 4, bidirectional: true, dropout: 0.1 },
  loss: { kind: "elbo", freeBits: { nats: 0.2 } },
  training,
  ...over,
});

/** Variants of a VAE of numbers, tables, categories and text. */
export const numberConfigs = (files: DataFiles): Configs => ({
  "fixed sigma": denseNumbers({}),
  "learned sigma": denseNumbers({ likelihood: { kind: "gaussian", sigma: { kind: "learned" } } }),
  "full covariance": denseNumbers({
    latents: { kind: "single", posterior: { kind: "full-covariance", dimension: 3 } },
    loss: { kind: "elbo", freeBits: { nats: 0.1, per: "site" } },
  }),
  "low rank, iwae": denseNumbers({
    latents: { kind: "single", posterior: { kind: "low-rank", dimension: 3, rank: 2 } },
    loss: { kind: "iwae", samples: 3 },
  }),
  "low rank": denseNumbers({ latents: { kind: "single", posterior: { kind: "low-rank", dimension: 3 } } }),
  "Gumbel-softmax, annealed": denseNumbers({
    latents: {
      kind: "single",
      posterior: {
        kind: "gumbel-softmax",
        variables: 3,
        classes: 4,
        temperature: { kind: "exponential", rate: 0.1, to: 0.5 },
      },
      prior: { kind: "categorical", learned: true },
    },
  }),
  "Gumbel-softmax, straight-through": denseNumbers({
    latents: {
      kind: "single",
      posterior: { kind: "gumbel-softmax", variables: 3, classes: 4, straightThrough: true },
    },
  }),
  "Concrete, iwae": denseNumbers({
    latents: { kind: "single", posterior: { kind: "gumbel-softmax", variables: 2, classes: 3, density: "concrete" } },
    loss: { kind: "iwae", samples: 3 },
  }),
  "binary Concrete": denseNumbers({
    latents: {
      kind: "single",
      posterior: { kind: "binary-concrete", variables: 5, density: "concrete" },
      prior: { kind: "bernoulli", learned: true, temperature: 0.4 },
    },
  }),
  "binary, straight-through": denseNumbers({
    latents: { kind: "single", posterior: { kind: "binary-concrete", variables: 5, straightThrough: true } },
  }),
  "von Mises-Fisher": denseNumbers({
    latents: {
      kind: "single",
      posterior: { kind: "von-mises-fisher", dimension: 2 },
      prior: { kind: "sphere-uniform" },
    },
  }),
  "power spherical, iwae": denseNumbers({
    latents: { kind: "single", posterior: { kind: "power-spherical", dimension: 3 } },
    loss: { kind: "iwae", samples: 3 },
  }),
  "Poincare ball": denseNumbers({
    latents: {
      kind: "single",
      posterior: { kind: "wrapped-normal", dimension: 3 },
      prior: { kind: "wrapped-normal", scale: 0.8 },
    },
    decoder: { kind: "gyroplane", units: 5, activation: "tanh", of: dense },
    loss: { kind: "stl", samples: 2 },
  }),
  FactorVAE: denseNumbers({
    latents: { kind: "single", posterior: { kind: "gaussian", dimension: 3 } },
    loss: { kind: "factor", layers: 2, width: 6, gamma: { kind: "linear", from: 2, to: 5 } },
  }),
  "top-down, precision": denseNumbers({ latents: { kind: "top-down", sites, widths: [4], activation: "tanh" } }),
  "top-down, concatenated": denseNumbers({
    latents: {
      kind: "top-down",
      sites,
      widths: [4],
      activation: "elu",
      combine: "concatenate",
      prior: { kind: "mixture", components: 3 },
    },
    loss: { kind: "iwae", samples: 3 },
  }),
  Hamiltonian: denseNumbers({
    latents: {
      kind: "single",
      posterior: two,
      transports: [{ kind: "hamiltonian", steps: 2, stepSize: 0.1, tempering: 0.7 }],
    },
  }),
  "Hamiltonian, iwae": denseNumbers({
    latents: { kind: "single", posterior: two, transports: [{ kind: "hamiltonian", steps: 1, perDimension: false }] },
    loss: { kind: "iwae", samples: 2 },
  }),
  Riemannian: denseNumbers({
    latents: {
      kind: "single",
      posterior: two,
      transports: [{ ...curved, iterations: 2, centroids: 7, tempering: 0.7 }],
    },
  }),
  "Riemannian, iwae": denseNumbers({
    latents: {
      kind: "single",
      posterior: { kind: "full-covariance", dimension: 3 },
      transports: [{ ...curved, iterations: 1, perDimension: false }],
    },
    loss: { kind: "iwae", samples: 2 },
  }),
  "table with gaps": denseNumbers({
    data: { kind: "csv", path: files.table, missing: "mask", test: 0.25 },
    likelihood: { kind: "gaussian" },
  }),
  "categories on a grid": denseNumbers({ data: { kind: "category-grid" }, likelihood: { kind: "categorical" } }),
  "recurrent text": recurrent(files, {}),
  "dilated text": recurrent(files, {
    decoder: { kind: "dilated", embedding: 3, channels: 5, inner: 4, dilations: [1, 2], activation: "tanh" },
    encoder: { kind: "recurrent", cell: "lstm", embedding: 3, hidden: 4 },
  }),
  "text by attention": recurrent(files, {
    decoder: { kind: "attention", width: 4, heads: 2, layers: 1, tokenDropout: 0.2 },
    encoder: { kind: "attention", width: 12, heads: 3, layers: 1 },
    loss: { kind: "elbo" },
  }),
  "recurrent text, LSTM": recurrent(files, {
    decoder: { kind: "recurrent", cell: "lstm", embedding: 3, hidden: 4 },
  }),
  "recurrent text, z at the start": recurrent(files, {
    decoder: { kind: "recurrent", embedding: 3, hidden: 4, feed: "start" },
    encoder: { kind: "recurrent", cell: "lstm", embedding: 3, hidden: 4, bidirectional: true },
  }),
});
