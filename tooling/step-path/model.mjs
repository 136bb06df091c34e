// The dense VAE of the figures on MNIST, from the built packages.
const built = (path) => import(new URL(`../../packages/${path}`, import.meta.url));

export const config = (training) => ({
  engine: "onnx",
  seed: 1,
  data: { kind: "mnist", binarise: "dynamic" },
  likelihood: { kind: "bernoulli" },
  latents: { kind: "single", posterior: { kind: "gaussian", dimension: 20 } },
  decoder: { kind: "dense", hidden: [500, 500] },
  encoder: { kind: "dense", hidden: [500, 500] },
  loss: { kind: "elbo" },
  training: { batch: 128, optimiser: { kind: "adam", rate: 0.001 }, validate: { on: "test" }, ...training },
});

export async function create(training) {
  const { createRegistry, createVae } = await built("vae/dist/index.js");
  const { builtInParts } = await built("vae/dist/all.js");
  return createVae(config(training), { registry: createRegistry(builtInParts) });
}

export const engine = () => built("engine/dist/index.js");
export const program = () => built("program/dist/index.js");
