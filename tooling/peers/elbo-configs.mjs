// The benchmark's models as configs of the shipped parts, as a user writes them.

const gaussian = (dimension) => ({ kind: "single", posterior: { kind: "gaussian", dimension } });
const mnist = { data: { kind: "mnist" }, likelihood: { kind: "bernoulli" } };

function dense({ pixels, hidden, depth, latent }) {
  if (pixels !== 784) throw new Error("the config's data are MNIST: pixels=784");
  const net = { kind: "dense", hidden: Array(depth).fill(hidden) };
  return { ...mnist, latents: gaussian(latent), encoder: net, decoder: net, loss: { kind: "elbo" } };
}

function iwae({ samples, ...sizes }) {
  const config = dense(sizes);
  const net = { ...config.encoder, activation: "tanh" };
  return { ...config, encoder: net, decoder: net, loss: { kind: "iwae", samples } };
}

const conv = ({ channels, latent }) => ({
  ...mnist,
  latents: gaussian(latent),
  encoder: {
    kind: "conv",
    layers: [
      { channels, kernel: 4, stride: 2 },
      { channels: 2 * channels, kernel: 4, stride: 2 },
    ],
  },
  decoder: { kind: "conv", start: 2 * channels, layers: [{ channels, kernel: 4, stride: 2 }] },
  loss: { kind: "elbo" },
});

const residual = ({ channels, latent }) => ({
  ...mnist,
  latents: gaussian(latent),
  encoder: { kind: "residual", channels: [channels, 2 * channels] },
  decoder: { kind: "residual", channels: [2 * channels, channels] },
  loss: { kind: "elbo" },
});

const gru = ({ length, hidden, embedding, vocabulary, latent }) => ({
  data: { kind: "random-tokens", length, vocabulary },
  likelihood: { kind: "categorical" },
  latents: gaussian(latent),
  encoder: { kind: "recurrent", embedding, hidden },
  decoder: { kind: "recurrent", embedding, hidden, feed: "both" },
  loss: { kind: "elbo" },
});

const configs = { dense, conv, residual, gru, iwae };

/**
 * The config of a model: Adam at 1e-3, no end in sight, nothing but training. The first step is a stage of its own, so that the
 * trainer reports its loss; not with `oneStage`, which compiles once.
 */
export const configOf = (model, { batch, ...sizes }, { engine, seed, oneStage = false }) => ({
  engine,
  seed,
  ...configs[model](sizes),
  training: {
    batch,
    stages: [...(oneStage ? [] : [{ name: "first", steps: 1 }]), { name: "timed", steps: 1_000_000 }],
    optimiser: { kind: "adam", rate: 0.001 },
    validate: { every: 1_000_000 },
    checkpoint: { every: { steps: 1_000_000 } },
  },
});
