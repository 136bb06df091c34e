// A trained linear VAE beside what is known exactly about its data: the best log-likelihood that probabilistic principal
// components reach on the training split, the exact log-likelihood of the trained numbers, and the model's own bounds.
// Usage, after a build: node tooling/figures/linear-gaussian.mjs RUN [--split train] [--examples n] [--importance 1,100]
//   [--seeds 5]; RUN is a run folder of configs/lucas-2019-linear.yaml. All figures in nats per example.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const built = (path) => import(new URL(`../../packages/${path}.js`, import.meta.url));

/** The run's last weights by name. */
function readWeights(run) {
  const folder = join(run, "checkpoints");
  const { manifest } = JSON.parse(readFileSync(join(folder, "last.json"), "utf8"));
  const bytes = readFileSync(join(folder, manifest.data.file));
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString());
  const tensors = Object.entries(header).filter(([name]) => !name.startsWith("__") && !name.startsWith("slot/"));
  return tensors.map(([name, { data_offsets }]) => {
    const [from, to] = data_offsets.map((at) => 8 + length + at);
    return { name, values: new Float32Array(new Uint8Array(bytes.subarray(from, to)).buffer) };
  });
}

/** x = W z + b + s e as decoder and likelihood have it: W `[size, latents]`, the transpose of theirs. */
function lawOf(run) {
  const weights = readWeights(run);
  const at = (end) => weights.find(({ name }) => name.endsWith(end)).values;
  const [matrix, bias, [raw]] = [
    at("decoder/net/heads/mean/weight"),
    at("decoder/net/heads/mean/bias"),
    at("logSigma"),
  ];
  const latents = matrix.length / bias.length;
  const turned = Float64Array.from(matrix, (_, i) => matrix[(i % latents) * bias.length + Math.floor(i / latents)]);
  // The Gaussian likelihood keeps its log sigma in [-6, 3].
  const logSigma = -1.5 + 4.5 * Math.tanh(raw / 4.5 + Math.atanh(1.5 / 4.5));
  return { weights: turned, bias: Float64Array.from(bias), noise: Math.exp(logSigma) };
}

/**
 * What the best diagonal Gaussian loses against the exact posterior, nats: the exact precision is P = W'W / s^2 + I, and the
 * smallest KL of a diagonal to it is (sum_i log P_ii - log det P) / 2, 0 when the columns of W are orthogonal.
 */
function diagonalLoss({ weights, bias, noise }) {
  const latents = weights.length / bias.length;
  const range = Array.from({ length: latents }, (_, i) => i);
  const dot = (i, j) => bias.reduce((sum, _, row) => sum + weights[row * latents + i] * weights[row * latents + j], 0);
  const left = range.map((i) => range.map((j) => dot(i, j) / noise ** 2 + (i === j ? 1 : 0)));
  let loss = range.reduce((sum, i) => sum + Math.log(left[i][i]) / 2, 0);
  for (const k of range) {
    loss -= Math.log(left[k][k]) / 2; // pivots of Gauss's elimination multiply to the determinant
    for (let i = k + 1; i < latents; i++) {
      const factor = left[i][k] / left[k][k];
      for (let j = k; j < latents; j++) left[i][j] -= factor * left[k][j];
    }
  }
  return loss;
}

/** Mean and standard error of the mean. */
function meanOf(values) {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

/**
 * The figures of a run, nats per example: `best` of principal components on these examples, `exact` of the trained numbers,
 * `diagonalLoss`, and `elbo` (one draw, KL in closed form) and `bounds`, each the mean and the standard error of evaluations under different seeds.
 */
export async function compareWithExact(run, { split: name, examples, importance, seeds }) {
  const { createRegistry, loadVae } = await built("vae/dist/index");
  const { builtInParts } = await built("vae/dist/all");
  const { bestPrincipalComponents, exactLogLikelihood } = await built("datasets/dist/index");
  const vae = await loadVae(run, { registry: createRegistry(builtInParts) });
  const split = vae.dataset.splits[name];
  const limit = Math.min(split.length, examples ?? split.length);
  const [size] = vae.dataset.fields.x.shape;
  const x = new Float32Array(limit * size);
  await split.read(
    Int32Array.from({ length: limit }, (_, i) => i),
    { x },
    { seed: 0n, step: 0 },
  );
  const law = lawOf(run);
  const { logLikelihood, noiseVariance } = bestPrincipalComponents(x, size, vae.latents[0].shape[0]);
  const bounds = [];
  let sampled = [];
  for (const draws of importance) {
    const values = [];
    const closed = [];
    for (let seed = 1; seed <= seeds; seed++) {
      const { nll, negativeElbo } = await vae.evaluate({ split, limit, importance: draws, seed: BigInt(seed) });
      values.push(-nll.value);
      closed.push(-negativeElbo);
    }
    bounds.push({ draws, ...meanOf(values) });
    sampled = closed;
  }
  await vae.close();
  return {
    examples: limit,
    best: logLikelihood,
    exact: exactLogLikelihood(x, law),
    noiseVariance: { best: noiseVariance, trained: law.noise ** 2 },
    diagonalLoss: diagonalLoss(law),
    elbo: meanOf(sampled),
    bounds,
  };
}

async function main() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      split: { type: "string", default: "train" },
      examples: { type: "string" },
      importance: { type: "string", default: "1,100" },
      seeds: { type: "string", default: "5" },
    },
  });
  const {
    examples,
    best,
    exact,
    noiseVariance,
    diagonalLoss: loss,
    elbo,
    bounds,
  } = await compareWithExact(positionals[0], {
    split: values.split,
    importance: values.importance.split(",").map(Number),
    seeds: Number(values.seeds),
    ...(values.examples && { examples: Number(values.examples) }),
  });
  const say = (what, value) => console.log(`${what.padEnd(56)} ${value}`);
  say(`best of principal components on these ${examples} ${values.split} examples`, best.toFixed(4));
  say("exact log-likelihood of the trained numbers", exact.toFixed(4));
  say("noise variance: best, trained", `${noiseVariance.best.toFixed(5)}, ${noiseVariance.trained.toFixed(5)}`);
  say("lost by the best diagonal posterior", loss.toFixed(5));
  say("ELBO, KL in closed form", `${elbo.mean.toFixed(4)} +- ${elbo.error.toFixed(4)}`);
  for (const { draws, mean, error } of bounds) {
    say(`bound with ${draws} draw(s), mean of ${values.seeds} seeds`, `${mean.toFixed(4)} +- ${error.toFixed(4)}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
