import type { Configs } from "./image-configs.ts";

const dense = { kind: "dense", hidden: [6], activation: "tanh" };

const two = { kind: "gaussian", dimension: 2 };

/** A dense VAE of made-up numbers with this loss; `over` replaces parts of it. */
const withLoss = (loss: object, over: object = {}) => ({
  data: { kind: "linear-gaussian", size: 6, latents: 2, train: 24, validation: 12, test: 12 },
  likelihood: { kind: "gaussian", sigma: { kind: "fixed", value: 0.5 } },
  latents: { kind: "single", posterior: two },
  decoder: dense,
  encoder: dense,
  loss,
  training: { steps: 1, batch: 4 },
  ...over,
});

/** Every loss that the other tables do not hold. */
export const lossConfigs: Configs = {
  MIWAE: withLoss({ kind: "miwae", averages: 2, samples: 3 }),
  PIWAE: withLoss({ kind: "piwae", averages: 2, samples: 3 }),
  CIWAE: withLoss({ kind: "ciwae", beta: 0.3, samples: 3 }),
  "sticking the landing": withLoss({ kind: "stl", samples: 3 }),
  DReG: withLoss({ kind: "dreg", samples: 3 }),
  capacity: withLoss({ kind: "capacity", gamma: 3, capacity: { kind: "linear", from: 0, to: 25 } }),
  GECO: withLoss({ kind: "geco", target: 2 }),
  "beta-TCVAE, stratified": withLoss({ kind: "tc", beta: { kind: "linear", from: 1, to: 6 } }),
  "beta-TCVAE, weighted": withLoss({ kind: "tc", alpha: 0.5, gamma: 2, sampling: "weighted" }),
  "DIP-VAE I": withLoss({ kind: "dip", version: "I" }),
  "DIP-VAE II": withLoss({ kind: "dip", version: "II", offDiagonal: 5 }),
  InfoVAE: withLoss({ kind: "info", alpha: 0.3 }),
  "WAE-MMD": withLoss({ kind: "wae", lambda: { kind: "linear", from: 1, to: 10 } }),
  "adversarial autoencoder": withLoss({ kind: "aae", layers: 1, width: 6, lambda: { kind: "linear", from: 1, to: 2 } }),
  "VAE-GAN": withLoss({ kind: "vae-gan", discriminator: dense, features: 4, gamma: 2 }),
  "RAE-L2": withLoss({ kind: "rae", embedding: 0.1, regulariser: { kind: "l2", weight: 0.1 } }),
  "RAE-SN": withLoss(
    { kind: "rae", embedding: 0.1, regulariser: { kind: "none" } },
    {
      latents: { kind: "single", posterior: { kind: "deterministic", dimension: 2 } },
      decoder: { ...dense, norm: "spectral" },
    },
  ),
  "RAE-GP": withLoss({ kind: "rae", embedding: 0.1, regulariser: { kind: "gradient-penalty", weight: 0.1 } }),
  "RAE-GP, best sigma": withLoss(
    { kind: "rae", embedding: 0.1, regulariser: { kind: "gradient-penalty", weight: 0.1 } },
    { likelihood: { kind: "gaussian", sigma: { kind: "optimal" } } },
  ),
  "sliced WAE": withLoss({ kind: "sliced-wae", projections: 4 }),
};

/** Gradients that are meant not to be the derivative of their objective: "config, objective, group". */
export const estimators: ReadonlySet<string> = new Set([
  "sticking the landing, stl, encoder", // the score of q is left out
  "Poincare ball, stl, encoder", // the same
  "coupling layers, sticking the landing, stl, encoder", // the same
  "DReG, encoder, encoder", // reparameterised twice
  ...["encoder", "decoder"].map((group) => `focal frequency, focal-frequency, ${group}`), // weights are held fixed
  "RAE-SN, rae, decoder", // singular vectors are held fixed, and one step of power iteration is not all of them
]);
