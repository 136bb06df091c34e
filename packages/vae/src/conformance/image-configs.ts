import type { DataFiles } from "./data-files.ts";

/** A config by name, before parsing. */
export type Configs = Readonly<Record<string, object>>;

/** The shortest training that a config can name. */
const training = { steps: 1, batch: 4 };
const dense = (activation: string, more: object = {}) => ({ kind: "dense", hidden: [6], activation, ...more });
const binary = ({ images }: DataFiles) => ({ kind: "idx", images, binarise: "static", test: 0.25 });
const elbo = { kind: "elbo" };

/** A dense VAE of binary images; `over` replaces parts of it. */
const denseImages = (files: DataFiles, over: object) => ({
  data: binary(files),
  likelihood: { kind: "bernoulli" },
  latents: { kind: "single", posterior: { kind: "gaussian", dimension: 3 } },
  decoder: dense("tanh"),
  encoder: dense("tanh"),
  loss: elbo,
  training,
  ...over,
});

const withPrior = (prior: object) => ({
  latents: { kind: "single", posterior: { kind: "gaussian", dimension: 3 }, prior },
});

const conv = (layers: readonly object[], more: object = {}) => ({ kind: "conv", layers, activation: "elu", ...more });
const half = { kernel: 4, stride: 2 };

/** Variants of a VAE of images. */
export const imageConfigs = (files: DataFiles): Configs => {
  const make = (over: object) => denseImages(files, over);
  return {
    dense: make({
      ...withPrior({ kind: "standard-normal" }),
      training: { ...training, optimiser: { kind: "adam", rate: { kind: "cosine", from: 0.01 } } },
    }),
    "beta schedule": make({
      loss: { ...elbo, beta: { kind: "linear", from: 0.2, over: { steps: 10 } } },
      decoder: dense("silu"),
      encoder: dense("softplus"),
      training: {
        ...training,
        optimiser: {
          kind: "sgd",
          rate: { kind: "steps", from: 0.1, unit: "steps", milestones: [5], factor: 0.5 },
        },
      },
    }),
    "free bits per site": make({
      loss: { ...elbo, freeBits: { nats: 0.5, per: "site" }, beta: { kind: "cyclical" }, samples: 2 },
      decoder: dense("gelu"),
      encoder: dense("sigmoid"),
    }),
    "free bits per dimension": make({
      loss: { ...elbo, freeBits: { nats: 0.6, per: "dimension" }, beta: { kind: "constant", value: 2 } },
      encoder: dense("leaky-relu"),
      decoder: dense("relu"),
    }),
    "iwae, 5 draws": make({ loss: { kind: "iwae", samples: 5 }, decoder: dense("linear") }),
    "VampPrior, 7 pseudo-inputs": make(withPrior({ kind: "vamp", components: 7, weights: "learned" })),
    "mixture prior": make(withPrior({ kind: "mixture", components: 4 })),
    "gated dense": make({ encoder: dense("tanh", { gated: true }), decoder: dense("tanh", { gated: true }) }),
    "layer norm and dropout": make({
      encoder: dense("tanh", { norm: "layer", dropout: 0.2 }),
      decoder: dense("silu", { norm: "layer", dropout: 0.2 }),
    }),
    convolutional: make({
      encoder: conv([
        { channels: 3, ...half },
        { channels: 4, kernel: 3, stride: 2 },
      ]),
      decoder: conv([{ channels: 3, ...half }], { start: 4, output: half, hidden: [5] }),
    }),
    "residual, batch norm": make({
      encoder: { kind: "residual", channels: [4, 5], activation: "elu", norm: "batch" },
      decoder: { kind: "residual", channels: [5, 4], activation: "elu", norm: "weight" },
    }),
    "VQ, uniform codes": make({
      latents: {
        kind: "single",
        posterior: { kind: "vq", shape: [4, 4, 3], codes: 5, start: "normal", reviveBelow: 1 },
        prior: { kind: "codes-uniform" },
      },
      encoder: conv([{ channels: 3, ...half }]),
      decoder: conv([], { start: 4, output: half }),
    }),
    "residual VQ, transformer": make({
      latents: {
        kind: "single",
        posterior: { kind: "residual-vq", shape: [4, 4, 3], depth: 2, codes: 5, start: "normal", reviveBelow: 1 },
        prior: { kind: "transformer", width: 4, heads: 2, layers: 1 },
      },
      encoder: conv([{ channels: 3, ...half }]),
      decoder: conv([], { start: 4, output: half }),
    }),
    "residual VQ, one table": make({
      latents: {
        kind: "single",
        posterior: { kind: "residual-vq", shape: [3, 2], depth: 3, codes: 4, start: "normal", shared: true },
      },
    }),
    "finite scalar, PixelCNN": make({
      latents: {
        kind: "single",
        posterior: { kind: "finite-scalar", positions: [2, 2], levels: [5, 3] },
        prior: { kind: "pixel-cnn", channels: 4, blocks: 1, activation: "tanh", kernels: { first: 3 } },
      },
    }),
    "VQ, PixelCNN": make({
      latents: {
        kind: "single",
        posterior: { kind: "vq", shape: [2, 2, 3], codes: 5, start: "normal", decay: 0.9 },
        prior: { kind: "pixel-cnn", channels: 4, blocks: 1, activation: "tanh", kernels: { first: 3 } },
      },
      encoder: conv([
        { channels: 3, ...half },
        { channels: 4, kernel: 3, stride: 2 },
      ]),
      decoder: conv([{ channels: 3, ...half }], { start: 4, output: half }),
    }),
    ...Object.fromEntries(
      [
        { kind: "gated-pixel-cnn", channels: 3, layers: 2, kernels: { first: 3 } },
        { kind: "transformer", width: 4, heads: 2, layers: 1 },
      ].map((prior) => [
        `VQ, ${prior.kind}`,
        make({
          latents: { kind: "single", posterior: { kind: "vq", shape: [2, 2, 3], codes: 5, start: "normal" }, prior },
          encoder: conv([
            { channels: 3, ...half },
            { channels: 4, kernel: 3, stride: 2 },
          ]),
          decoder: conv([{ channels: 3, ...half }], { start: 4, output: half }),
        }),
      ]),
    ),
    "focal frequency": make({ loss: { kind: "focal-frequency", weight: 2, beta: { kind: "linear", from: 0.2 } } }),
    "MS-SSIM": make({ loss: { kind: "ms-ssim", scales: 2, weight: 20, beta: { kind: "linear", from: 0.2 } } }),
    "grey pixels, sigma per pixel": make({
      data: { ...binary(files), binarise: "none" },
      likelihood: { kind: "gaussian", sigma: { kind: "per-pixel" } },
    }),
  };
};
