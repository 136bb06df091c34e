import type { Family } from "@elbo/spec";
import type { Registry } from "../../registry/registry.ts";

const dense = { kind: "dense", hidden: [5], activation: "tanh" };
/** Every made-up data set has labels beside x. */
const modalities = ["x", "label"];

/**
 * Fields beside `kind` that make a part small, so that one step of it costs milliseconds, or that have no default. A kind
 * that is not here stands with its defaults: add a line when it needs more than a number, or when its defaults are large.
 */
const small: Readonly<Record<string, object>> = {
  "encoder/dense": { hidden: [5], activation: "tanh" },
  "encoder/conv": {
    layers: [
      { channels: 3, kernel: 4, stride: 2 },
      { channels: 4, kernel: 3, stride: 2 },
    ],
    activation: "elu",
  },
  "encoder/recurrent": { embedding: 3, hidden: 4 },
  "encoder/residual": { channels: [3, 4], activation: "elu" },
  "encoder/modalities": { of: { x: dense, label: dense } },
  "decoder/modalities": { of: { x: dense, label: dense } },
  "likelihood/modalities": { of: { x: { kind: "bernoulli" }, label: { kind: "categorical" } } },
  "posterior/experts": { modalities },
  "loss/mvae": { modalities },
  "decoder/dense": { hidden: [5], activation: "tanh" },
  "decoder/conv": { start: 4, layers: [{ channels: 3, kernel: 4, stride: 2 }], activation: "elu" },
  "decoder/recurrent": { embedding: 3, hidden: 4 },
  "decoder/residual": { channels: [4, 3], activation: "elu" },
  "decoder/gyroplane": { units: 4, activation: "tanh", of: dense },
  "decoder/attention": { width: 4, heads: 2, layers: 1 },
  "encoder/attention": { width: 4, heads: 2, layers: 1 },
  "decoder/dilated": { embedding: 3, channels: 4, inner: 3, dilations: [1, 2] },
  "posterior/gaussian": { dimension: 3 },
  "posterior/full-covariance": { dimension: 3 },
  "posterior/low-rank": { dimension: 3 },
  "posterior/deterministic": { dimension: 3 },
  "posterior/gumbel-softmax": { variables: 2, classes: 3 },
  "posterior/binary-concrete": { variables: 3 },
  "posterior/von-mises-fisher": { dimension: 2 },
  "posterior/power-spherical": { dimension: 2 },
  "posterior/wrapped-normal": { dimension: 2 },
  "prior/realnvp": { length: 1, hidden: [5] },
  "prior/maf": { length: 1, hidden: [5] },
  "prior/spline": { length: 1, hidden: [5], bins: 3 },
  "posterior/finite-scalar": { positions: [2, 2], levels: [5, 3, 4] },
  "posterior/residual-vq": { shape: [2, 2, 3], depth: 2, codes: 5, start: "normal" },
  "posterior/vq": { shape: [2, 2, 3], codes: 5, start: "normal" },
  "transport/hamiltonian": { steps: 1 },
  "transport/riemannian": { steps: 1, centroids: 4, hidden: [4], activation: "tanh" },
  "transport/planar": { length: 1 },
  "transport/radial": { length: 1 },
  "transport/householder": { length: 2 },
  "transport/sylvester": { length: 1, columns: 2 },
  "transport/iaf": { length: 1, hidden: [4], context: 2 },
  "transport/realnvp": { length: 1, hidden: [4], activation: "elu", context: 2 },
  "transport/spline": { length: 1, hidden: [4], activation: "elu", bins: 3, context: 2 },
  "prior/mixture": { components: 3 },
  "prior/exemplar": { exemplars: 4 },
  "prior/lars": { hidden: [4], truncation: 4, proposals: 6, evaluation: 6 },
  "prior/vamp": { components: 4 },
  "prior/pixel-cnn": { channels: 4, blocks: 1, activation: "tanh", kernels: { first: 3 } },
  "prior/gated-pixel-cnn": { channels: 3, layers: 2, kernels: { first: 3 } },
  "prior/transformer": { width: 4, heads: 2, layers: 1 },
  "latents/top-down": {
    sites: [
      { name: "top", dimension: 2 },
      { name: "bottom", dimension: 3 },
    ],
    widths: [4],
    activation: "tanh",
  },
  "latents/top-down-grids": {
    grids: [{ size: [2, 2], sites: 2, latent: 2, channels: 3 }],
    activation: "tanh",
  },
  "latents/bottom-up": {
    sites: [
      { name: "top", dimension: 2 },
      { name: "bottom", dimension: 3 },
    ],
    widths: [4],
    activation: "tanh",
  },
  "latents/joint": {
    sites: [
      { name: "a", posterior: { kind: "gaussian", dimension: 2 } },
      { name: "b", posterior: { kind: "gumbel-softmax", variables: 2, classes: 3 } },
    ],
  },
  "latents/m2": { dimension: 2, widths: [4] },
  "latents/mixture": { component: { kind: "gumbel-softmax", variables: 1, classes: 3 }, dimension: 2 },
  "loss/aae": { layers: 1, width: 5 },
  "loss/focal-frequency": { alpha: 2 },
  "loss/ms-ssim": { scales: 2, weight: 20 },
  "loss/iwae": { samples: 3 },
  "loss/factor": { layers: 1, width: 5 },
  // Means of log-normal data are large, where 1 - tanh^2 has no digits left in float32.
  "loss/vae-gan": { discriminator: { kind: "dense", hidden: [5], activation: "elu" } },
  "loss/miwae": { averages: 2, samples: 2 },
  "loss/piwae": { averages: 2, samples: 2 },
  "loss/ciwae": { samples: 2 },
  "loss/stl": { samples: 2 },
  "loss/dreg": { samples: 2 },
  "loss/summed": { samples: 2 },
  "loss/sliced-wae": { projections: 4 },
};

/** A required number that the table does not name: a dimension, a number of variables. */
const NUMBER = 3;

const found = new Map<string, { readonly kind: string }>();

/** The smallest config of a kind; numbers that it must have and the table does not name are 3. */
export function minimal(registry: Registry, family: Family, kind: string): { readonly kind: string } {
  const before = found.get(`${family}/${kind}`);
  if (before) return before;
  const config: Record<string, unknown> & { kind: string } = { kind, ...small[`${family}/${kind}`] };
  const { error } = registry.slot(family).safeParse(config);
  for (const { code, path } of error?.issues ?? []) {
    const [field] = path;
    const missing = code === "invalid_type" || code === "invalid_union";
    if (missing && path.length === 1 && typeof field === "string" && config[field] === undefined)
      config[field] = NUMBER;
  }
  found.set(`${family}/${kind}`, config);
  return config;
}
