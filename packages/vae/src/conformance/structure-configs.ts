import type { DataFiles } from "./data-files.ts";
import type { Configs } from "./image-configs.ts";

const training = { steps: 1, batch: 4 };
const dense = { kind: "dense", hidden: [6], activation: "tanh" };
const two = { kind: "gaussian", dimension: 2 };
const label = { field: "label" };
const half = { kernel: 4, stride: 2 };

/** Sites on grids of two and of four pixels. */
const grids = {
  kind: "top-down-grids",
  grids: [
    { size: [2, 2], sites: 2, latent: 2, channels: 3 },
    { size: [4, 4], latent: 1, channels: 4 },
  ],
  activation: "tanh",
};
const gridEncoder = {
  kind: "conv",
  layers: [
    { channels: 3, ...half },
    { channels: 4, kernel: 3, stride: 2 },
  ],
  activation: "tanh",
};

/** A dense VAE of binary images with labels; `over` replaces parts of it. */
const labelled = ({ images, labels }: DataFiles, over: object) => ({
  data: { kind: "idx", images, labels, binarise: "static", test: 0.25 },
  likelihood: { kind: "bernoulli" },
  latents: { kind: "single", posterior: two },
  decoder: dense,
  encoder: dense,
  loss: { kind: "elbo" },
  training,
  ...over,
});

const modalities = ["x", "label"];
const of = { x: dense, label: { ...dense, hidden: [4] } };

/** Images and labels as two modalities. */
const modal = (files: DataFiles, posterior: object, over: object = {}) =>
  labelled(files, {
    likelihood: { kind: "modalities", of: { x: { kind: "bernoulli" }, label: { kind: "categorical" } } },
    latents: { kind: "single", posterior: { kind: "experts", modalities, dimension: 2, ...posterior } },
    encoder: { kind: "modalities", of },
    decoder: { kind: "modalities", of },
    ...over,
  });

/** Points of three classes, half of whose labels are known. */
const points = (over: object, loss: object, trained: object = {}) => ({
  data: { kind: "labelled-points" },
  likelihood: { kind: "gaussian", sigma: { kind: "fixed", value: 0.5 } },
  encoder: dense,
  decoder: dense,
  loss,
  training: { ...training, ...trained },
  ...over,
});

/** A table of mixed columns with gaps, and a mixture of three components. */
const mixedTable = (loss: object, latents: object) => ({
  data: { kind: "typed", holds: "columns" },
  likelihood: { kind: "columns" },
  latents: {
    kind: "mixture",
    component: { kind: "gumbel-softmax", variables: 1, classes: 3 },
    dimension: 2,
    ...latents,
  },
  encoder: dense,
  decoder: dense,
  loss,
  training,
});

/** Variants with labels, several sites or several modalities. */
export const structureConfigs = (files: DataFiles): Configs => ({
  "conditional, dense": labelled(files, {
    condition: label,
    latents: { kind: "single", posterior: two, prior: { kind: "conditional", hidden: [4], activation: "tanh" } },
  }),
  "conditional, convolutional": labelled(files, {
    condition: label,
    latents: { kind: "single", posterior: { kind: "gaussian", dimension: [4, 4, 2] } },
    encoder: { kind: "conv", layers: [{ channels: 3, ...half }], activation: "tanh" },
    decoder: { kind: "conv", layers: [], start: 4, output: half, activation: "tanh" },
    loss: { kind: "iwae", samples: 2 },
  }),
  "conditional decoder, VampPrior": labelled(files, {
    condition: { ...label, into: ["decoder"] },
    latents: { kind: "single", posterior: two, prior: { kind: "vamp", components: 7 } },
  }),
  "conditional, recurrent": {
    data: { kind: "labelled-words" },
    condition: label,
    likelihood: { kind: "categorical" },
    latents: { kind: "single", posterior: two, prior: { kind: "conditional", hidden: [] } },
    decoder: { kind: "recurrent", embedding: 3, hidden: 4, tokenDropout: 0.2 },
    encoder: { kind: "recurrent", embedding: 3, hidden: 4, bidirectional: true },
    loss: { kind: "elbo" },
    training,
  },
  "MVAE, bounds of each alone": modal(files, { combine: "product" }, { loss: { kind: "mvae", modalities } }),
  MMVAE: modal(files, { combine: "mixture" }, { training: { ...training, optimiser: { kind: "adamax" } } }),
  "MoPoE, iwae": modal(files, { combine: "mixture-of-products" }, { loss: { kind: "iwae", samples: 3 } }),
  "M2, half the labels": points(
    { latents: { kind: "m2", dimension: 2, widths: [4], activation: "tanh" } },
    { kind: "semi-supervised", alpha: { kind: "linear", from: 1, to: 3 } },
  ),
  "M2, class drawn": points(
    {
      latents: { kind: "m2", dimension: 2, widths: [4] },
      training: { ...training, optimiser: { kind: "rmsprop" } },
    },
    { kind: "elbo" },
  ),
  JointVAE: points(
    {
      latents: {
        kind: "joint",
        sites: [
          { name: "z", posterior: two, transports: [{ kind: "householder" }] },
          { name: "c", posterior: { kind: "gumbel-softmax", variables: 1, classes: 3 } },
        ],
      },
    },
    {
      kind: "capacity",
      gamma: 3,
      capacity: { kind: "linear", from: 0, to: 2 },
      sites: { c: { capacity: { kind: "linear", from: 0, to: 1 } } },
    },
  ),
  "joint, a VampPrior on the second site": points(
    {
      latents: {
        kind: "joint",
        sites: [
          { name: "z", posterior: { kind: "gaussian", dimension: 1 } },
          { name: "w", posterior: two, prior: { kind: "vamp", components: 3 } },
        ],
      },
    },
    { kind: "elbo" },
  ),
  "mixture, component summed out": mixedTable({ kind: "summed", samples: 2 }, { widths: [4], activation: "tanh" }),
  "mixture, component relaxed, conditional": points(
    {
      condition: label,
      latents: {
        kind: "mixture",
        component: {
          kind: "gumbel-softmax",
          variables: 1,
          classes: 3,
          temperature: { kind: "linear", from: 1, to: 0.4 },
        },
        weights: { kind: "categorical", learned: true },
        dimension: 2,
      },
      decoder: { ...dense, late: ["s", "condition"] },
    },
    { kind: "elbo" },
  ),
  "mixture of corners, concrete": points(
    {
      latents: {
        kind: "mixture",
        component: { kind: "binary-concrete", variables: 2, density: "concrete" },
        dimension: 2,
        prior: { kind: "conditional", hidden: [4], activation: "tanh" },
      },
    },
    { kind: "iwae", samples: 2 },
  ),
  "top-down, residual": points(
    {
      latents: {
        kind: "top-down",
        sites: ["a", "b", "c"].map((name, i) => ({ name, dimension: i + 1 })),
        widths: [4],
        activation: "tanh",
        combine: "residual",
        skip: true,
      },
    },
    { kind: "elbo", freeBits: { nats: 0.2, per: "site" } },
    { optimiser: { kind: "adagrad" } },
  ),
  "ladder with rungs": labelled(files, {
    latents: {
      kind: "top-down",
      sites: [
        { name: "b", dimension: 2 },
        { name: "a", dimension: 3, widths: [4, 5] },
      ],
      activation: "tanh",
      norm: "layer",
    },
    encoder: { ...dense, hidden: [6, 5], norm: "layer", rungs: { a: 1 } },
  }),
  "HVAE with a VampPrior on top": points(
    {
      latents: {
        kind: "top-down",
        sites: [
          { name: "b", dimension: 2 },
          { name: "a", dimension: 3 },
        ],
        widths: [4],
        gated: true,
        combine: "concatenate",
        prior: { kind: "vamp", components: 7 },
      },
    },
    { kind: "iwae", samples: 2 },
  ),
  "bottom-up, free bits": points(
    {
      latents: {
        kind: "bottom-up",
        sites: ["c", "b", "a"].map((name, i) => ({ name, dimension: i + 1 })),
        widths: [4],
        activation: "tanh",
      },
    },
    { kind: "elbo", samples: 2, freeBits: { nats: 0.2, per: "site" } },
  ),
  "two stochastic layers, iwae": labelled(files, {
    latents: {
      kind: "bottom-up",
      sites: [
        { name: "b", dimension: 2 },
        { name: "a", dimension: 3, widths: [4, 5] },
      ],
      gated: true,
      norm: "layer",
    },
    loss: { kind: "iwae", samples: 3 },
  }),
  "bottom-up, one site under a VampPrior": points(
    {
      latents: {
        kind: "bottom-up",
        sites: [{ name: "a", dimension: 2 }],
        prior: { kind: "vamp", components: 3 },
      },
    },
    { kind: "elbo" },
  ),
  "grids, residual, free bits": labelled(files, {
    latents: { ...grids, netBlocks: 0 },
    encoder: gridEncoder,
    decoder: { kind: "residual", channels: [3], activation: "tanh" },
    loss: { kind: "elbo", freeBits: { nats: 0.2, per: "site" } },
  }),
  "grids, precision-weighted, weight norm": labelled(files, {
    latents: { ...grids, combine: "precision", norm: "weight", blocks: 0 },
    encoder: gridEncoder,
    decoder: { kind: "conv", layers: [], start: 4, output: half, activation: "tanh" },
  }),
});
