const dense = {
  latents: { kind: "single", posterior: { kind: "gaussian", dimension: 20 } },
  decoder: { kind: "dense", hidden: [500, 500] },
  encoder: { kind: "dense", hidden: [500, 500] },
};

/** The benchmark of `npm start`: five models on real images and real text, in a few minutes on two cores. */
export const quickMatrix: unknown = {
  name: "quick",
  title: "elbo: quick benchmark",
  base: { training: { batch: 128, optimiser: { kind: "adam", rate: 0.001 }, validate: { on: "test" } } },
  data: {
    mnist: {
      data: { kind: "mnist", binarise: "dynamic" },
      likelihood: { kind: "bernoulli" },
      training: { epochs: 2 },
      ...dense,
    },
    names: {
      data: { kind: "names" },
      likelihood: { kind: "categorical" },
      latents: { kind: "single", posterior: { kind: "gaussian", dimension: 32 } },
      decoder: { kind: "recurrent", embedding: 64, hidden: 256 },
      encoder: { kind: "recurrent", embedding: 64, hidden: 256 },
      training: { epochs: 6, clip: 5 },
    },
  },
  variants: {
    "dense ELBO": { on: ["mnist"], config: { loss: { kind: "elbo" } } },
    "dense IWAE k=5": { on: ["mnist"], config: { loss: { kind: "iwae", samples: 5 } } },
    "dense VampPrior K=500": {
      on: ["mnist"],
      config: { latents: { prior: { kind: "vamp", components: 500 } }, loss: { kind: "elbo" } },
    },
    "conv ELBO": {
      on: ["mnist"],
      config: {
        latents: { posterior: { dimension: 16 } },
        decoder: { kind: "conv" },
        encoder: { kind: "conv" },
        loss: { kind: "elbo" },
        training: { epochs: 1 },
      },
    },
    "GRU ELBO": { on: ["names"], config: { loss: { kind: "elbo", freeBits: { nats: 4, per: "site" } } } },
  },
  seeds: [1],
  evaluate: { importance: 50, importanceExamples: 1000, samples: 64 },
};

/** One row of the quick benchmark, short: for engines that are too slow for all of it. */
export const quickRow: unknown = {
  name: "quick-row",
  title: "elbo: quick benchmark, one row on a slow engine",
  base: { training: { batch: 128, steps: 60, optimiser: { kind: "adam", rate: 0.001 }, validate: { on: "test" } } },
  data: { mnist: { data: { kind: "mnist", binarise: "dynamic" }, likelihood: { kind: "bernoulli" }, ...dense } },
  variants: { "dense ELBO": { config: { loss: { kind: "elbo" } } } },
  evaluate: { importance: 0, examples: 200, samples: 16 },
};
