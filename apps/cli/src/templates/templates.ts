const head = (what: string) => `# ${what}
# Fields left out have the defaults that \`elbo schema\` describes; \`elbo list\` names every part.
seed: 1
engine: auto # onnx (fastest), node (tfjs-node), cpu; auto takes the fastest that loads here
`;

const dense = `${head("A dense VAE of handwritten digits (Kingma & Welling 2014)")}
data:
  kind: mnist
  binarise: dynamic # pixels are drawn anew at every presentation
likelihood:
  kind: bernoulli
latents:
  kind: single
  posterior: { kind: gaussian, dimension: 20 }
  prior: { kind: standard-normal } # try: { kind: vamp, components: 500 }
decoder: { kind: dense, hidden: [500, 500] }
encoder: { kind: dense, hidden: [500, 500] }
loss:
  kind: elbo # try: { kind: iwae, samples: 5 }
  beta: 1 # weight of the KL; or { kind: linear, from: 0, to: 1, over: { epochs: 5 } }
training:
  epochs: 10
  batch: 128
  optimiser: { kind: adam, rate: 0.001 }
`;

const conv = `${head("A convolutional VAE of handwritten digits")}
data: { kind: mnist, binarise: dynamic }
likelihood: { kind: bernoulli }
latents:
  kind: single
  posterior: { kind: gaussian, dimension: 16 }
decoder: # 7 x 7 x 64 -> 14 x 14 x 32 -> 28 x 28
  kind: conv
  start: 64
  layers: [{ channels: 32, kernel: 4, stride: 2 }]
  output: { kernel: 4, stride: 2 }
encoder:
  kind: conv
  layers:
    - { channels: 32, kernel: 4, stride: 2 }
    - { channels: 64, kernel: 4, stride: 2 }
loss: { kind: elbo }
training: { epochs: 5, batch: 128, optimiser: { kind: adam, rate: 0.001 } }
`;

const names = `${head("First names, character by character: a recurrent VAE (Bowman et al. 2016)")}
data: { kind: names }
likelihood: { kind: categorical }
latents:
  kind: single
  posterior: { kind: gaussian, dimension: 32 }
decoder:
  kind: recurrent
  embedding: 64
  hidden: 256
  feed: both # the latent sets the first state and is fed at each step
  tokenDropout: 0.2 # part of the previous letters is hidden, so that the latent is used
encoder: { kind: recurrent, embedding: 64, hidden: 256 }
loss:
  kind: elbo
  freeBits: { nats: 4, per: site } # the KL costs nothing below 4 nats: the posterior does not collapse
training:
  epochs: 20
  batch: 128
  clip: 5 # largest norm of the gradient
  optimiser: { kind: adam, rate: 0.002 }
`;

const images = `${head("Your own pictures: a folder of PNG or JPEG files")}
data:
  kind: images
  path: ./pictures
  size: [32, 32]
likelihood:
  kind: gaussian
  sigma: { kind: learned }
latents:
  kind: single
  posterior: { kind: gaussian, dimension: 32 }
decoder:
  kind: conv
  start: 64
  layers: [{ channels: 32, kernel: 4, stride: 2 }]
  output: { kernel: 4, stride: 2 }
encoder:
  kind: conv
  layers:
    - { channels: 32, kernel: 4, stride: 2 }
    - { channels: 64, kernel: 4, stride: 2 }
loss: { kind: elbo }
training: { epochs: 20, batch: 32 }
`;

const photographs = `${head("Parts of your photographs in colour, to compress others like them (Child 2021, small)")}
data:
  kind: images
  path: ./photographs
  colour: true
  size: [32, 32] # one part; compress cuts pictures into such tiles
  patches: 200 # from each photograph, moved at every presentation
  test: 0.01
likelihood: # a mass for each level, green depends on red, blue on both
  kind: discretised-logistic
  components: 5
  channels: autoregressive
latents: # coarse to fine
  kind: top-down-grids
  grids:
    - { size: [8, 8], sites: 1, latent: 8, channels: 32 }
    - { size: [16, 16], sites: 1, latent: 8, channels: 32 }
  activation: silu
  combine: concatenate
decoder: { kind: residual, channels: [48], activation: silu }
encoder: { kind: residual, channels: [24, 32], activation: silu }
loss: { kind: elbo }
training:
  steps: 12000 # three quarters of an hour on one core
  batch: 16
  optimiser: { kind: adam, rate: { kind: cosine, from: 0.002 } }
  average: { decay: 0.999 }
`;

const table = `${head("Your own numbers: a CSV file, one row an example")}
data:
  kind: csv
  path: ./data.csv
likelihood:
  kind: gaussian
  sigma: { kind: learned }
latents:
  kind: single
  posterior: { kind: gaussian, dimension: 4 }
decoder: { kind: dense, hidden: [64] }
encoder: { kind: dense, hidden: [64] }
loss: { kind: elbo }
training: { epochs: 200, batch: 32 }
`;

/** Commented configs by name, for \`elbo init\`. */
export const templates: Readonly<Record<string, string>> = {
  dense,
  conv,
  names,
  images,
  photographs,
  table,
};
