import type { Family } from "@elbo/spec";

/**
 * Fields beside `kind` that make a part small, so that one step of it costs milliseconds, or that have no default. A kind
 * that is not here stands with its defaults: add a line when it needs a field or when its defaults are large.
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
  "decoder/dense": { hidden: [5], activation: "tanh" },
  "decoder/conv": { start: 4, layers: [{ channels: 3, kernel: 4, stride: 2 }], activation: "elu" },
  "decoder/recurrent": { embedding: 3, hidden: 4 },
  "decoder/residual": { channels: [4, 3], activation: "elu" },
  "decoder/dilated": { embedding: 3, channels: 4, inner: 3, dilations: [1, 2] },
  "posterior/gaussian": { dimension: 3 },
  "posterior/full-covariance": { dimension: 3 },
  "posterior/low-rank": { dimension: 3 },
  "posterior/deterministic": { dimension: 3 },
  "posterior/gumbel-softmax": { variables: 2, classes: 3 },
  "posterior/binary-concrete": { variables: 3 },
  "posterior/von-mises-fisher": { dimension: 2 },
  "posterior/power-spherical": { dimension: 2 },
  "posterior/vq": { shape: [2, 2, 3], codes: 5, start: "normal" },
  "transport/hamiltonian": { steps: 1 },
  "transport/planar": { length: 1 },
  "transport/radial": { length: 1 },
  "transport/householder": { length: 2 },
  "transport/sylvester": { length: 1, columns: 2 },
  "transport/iaf": { length: 1, hidden: [4], context: 2 },
  "transport/realnvp": { length: 1, hidden: [4], activation: "tanh", context: 2 },
  "transport/spline": { length: 1, hidden: [4], activation: "tanh", bins: 3, context: 2 },
  "prior/mixture": { components: 3 },
  "prior/realnvp": { length: 1, hidden: [4], activation: "tanh" },
  "prior/maf": { length: 1, hidden: [4], activation: "tanh" },
  "prior/spline": { length: 1, hidden: [4], activation: "tanh", bins: 3 },
  "prior/exemplar": { exemplars: 4 },
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
  "loss/iwae": { samples: 3 },
  "loss/factor": { layers: 1, width: 5 },
};

/** The smallest config of a kind. */
export const minimal = (family: Family, kind: string): { readonly kind: string } => ({
  kind,
  ...small[`${family}/${kind}`],
});
