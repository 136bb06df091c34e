// Restored pictures beside the mean training image, the nearest training image and total variation: PSNR and SSIM over whole
// pictures, of test examples that are damaged in ways that the table names.
// Usage, after a build: node tooling/figures/restoration.mjs [--data mnist|fashion-mnist] [--binarise none] [--path FOLDER] [--run RUN]
//   [--examples 200] [--steps 4000] [--runs runs] [--picture FILE] [--draws 16] [--moves 20] [--only TEXT]
// Pictures are black and white, a pixel white with the probability of its grey, unless `--binarise none` keeps the grey.
// --only takes the damages whose name holds a text. Without --run it trains the model below first. --path is where Fashion-MNIST
// lies, if not where its package puts it. The picture has a row a damage, of the last example: as it was, as it came, nearest image,
// total variation, elbo's mean, one draw, deviations.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { meanImage, nearestImage, tuneTotalVariation } from "./restoration-baselines.mjs";
import { restoreByTotalVariation } from "./total-variation.mjs";

const built = (path) => import(new URL(`../../${path}.js`, import.meta.url));
const { createRegistry, createVae, damageExamples, loadVae } = await built("packages/vae/dist/index");
const { builtInParts } = await built("packages/vae/dist/all");
const { psnr, ssim } = await built("packages/metrics/dist/index");
const { imageGrid } = await built("apps/bench/dist/index");

const { values } = parseArgs({
  options: {
    data: { type: "string", default: "mnist" },
    binarise: { type: "string", default: "dynamic" },
    path: { type: "string" },
    run: { type: "string" },
    examples: { type: "string", default: "200" },
    steps: { type: "string", default: "4000" },
    runs: { type: "string", default: "runs" },
    picture: { type: "string" },
    draws: { type: "string", default: "16" },
    moves: { type: "string", default: "20" },
    only: { type: "string", default: "" },
  },
});
const SIDE = 28;
const SIZE = SIDE * SIDE;
const registry = createRegistry(builtInParts);

const config = {
  data: {
    kind: values.data,
    binarise: values.binarise,
    validation: 1000,
    ...(values.path ? { path: values.path } : {}),
  },
  likelihood: { kind: "gaussian", sigma: { kind: "learned", initial: 0.3 } },
  latents: { kind: "single", posterior: { kind: "gaussian", dimension: 32 } },
  encoder: { kind: "dense", hidden: [500, 500] },
  decoder: { kind: "dense", hidden: [500, 500] },
  loss: { kind: "elbo" },
  training: {
    steps: Number(values.steps),
    batch: 128,
    optimiser: { kind: "adam", rate: { kind: "cosine", from: 0.001, to: 0.00005 } },
  },
};

async function open() {
  if (values.run) return loadVae(values.run, { registry });
  const vae = await createVae(config, { registry });
  const { run } = await vae.train({
    root: values.runs,
    name: `restoration-${values.data}${values.binarise === "none" ? "-grey" : ""}`,
  });
  console.log(`trained ${run.path}`);
  return vae;
}

async function read(split, count) {
  const x = new Float32Array(count * SIZE);
  await split.read(
    Int32Array.from({ length: count }, (_, i) => i),
    { x },
    { seed: 0n, step: 0 },
  );
  return x;
}

const half = (hidden) =>
  Float32Array.from({ length: SIZE }, (_, i) => (hidden(Math.floor(i / SIDE), i % SIDE) ? 0 : 1));
/** Every damage: a mask, or a corruption, or none of it known to the others. */
const damages = {
  "left half hidden": { mask: half((_, column) => column < SIDE / 2) },
  "right half hidden": { mask: half((_, column) => column >= SIDE / 2) },
  "top half hidden": { mask: half((row) => row < SIDE / 2) },
  "bottom half hidden": { mask: half((row) => row >= SIDE / 2) },
  ...Object.fromEntries(
    [0.1, 0.25, 0.5].map((sigma) => [
      `Gaussian noise, sigma ${sigma}`,
      { corruption: { kind: "gaussian-noise", sigma } },
    ]),
  ),
  ...Object.fromEntries(
    [0.1, 0.3, 0.5].map((probability) => [
      `salt and pepper, ${100 * probability} % struck`,
      { corruption: { kind: "salt-pepper", probability } },
    ]),
  ),
  ...Object.fromEntries(
    [10, 30].map((quality) => [`JPEG, quality ${quality}`, { corruption: { kind: "jpeg", quality } }]),
  ),
};

const clip = (values) => Float32Array.from(values, (v) => Math.min(1, Math.max(0, v)));
const keep = (restored, y, mask) => restored.map((v, i) => (mask?.[i] === 1 ? y[i] : v));
const rows = (values) =>
  Array.from({ length: values.length / SIZE }, (_, i) => values.subarray(i * SIZE, (i + 1) * SIZE));

function figures(pictures, originals) {
  const mean = (of) => pictures.reduce((sum, picture, i) => sum + of(originals[i], picture), 0) / pictures.length;
  return { psnr: mean((x, y) => psnr(x, y)), ssim: mean((x, y) => ssim(x, y, [SIDE, SIDE, 1])) };
}

const vae = await open();
const count = Number(values.examples);
const { train, test } = vae.dataset.splits;
const x = await read(test, count);
const originals = rows(x);
const training = await read(train, train.length);
const typical = meanImage(training, SIZE);
const all = new Float32Array(SIZE).fill(1);
const strips = [];
const table = [];
for (const [name, { mask, corruption }] of Object.entries(damages).filter(([name]) => name.includes(values.only))) {
  const damage = (clean, seed) =>
    corruption
      ? damageExamples(clean, vae.dataset.fields.x, corruption, seed)
      : clean.map((v, i) => v * mask[i % SIZE]);
  const y = damage(x, 11n);
  const masks = mask ? { "x.mask": Float32Array.from({ length: y.length }, (_, i) => mask[i % SIZE]) } : {};
  const began = performance.now();
  const restored = await vae.restore(
    { x: y, ...masks },
    { ...(corruption ? { corruption } : {}), draws: Number(values.draws), moves: Number(values.moves), seed: 1n },
  );
  const seconds = (performance.now() - began) / 1000;
  const sample = training.subarray(0, 20 * SIZE);
  const cases = rows(damage(sample, 12n)).map((noisy, i) => ({ x: rows(sample)[i], y: noisy, mask: mask ?? all }));
  const weight = tuneTotalVariation(cases, { height: SIDE, width: SIDE });
  const seen = rows(y);
  const methods = {
    "as it came": seen.map((v) => clip(v)),
    "mean image": seen.map((v) => keep(Float32Array.from(typical), v, mask)),
    "nearest image": seen.map((v) => keep(nearestImage(training, SIZE, v, mask ?? all), v, mask)),
    "total variation": seen.map((v) => {
      const u = restoreByTotalVariation({ y: v, mask: mask ?? all, height: SIDE, width: SIDE, weight });
      return keep(clip(u), v, mask);
    }),
    elbo: rows(restored.mean),
  };
  const found = Object.fromEntries(Object.entries(methods).map(([method, made]) => [method, figures(made, originals)]));
  const taken = restored.taken.reduce((a, b) => a + b, 0) / count;
  table.push({ name, found });
  console.error(
    `${name}: ${JSON.stringify(found)}, taken ${taken.toFixed(2)}, weight ${weight}, ${seconds.toFixed(0)} s`,
  );
  const draw = rows(restored.draws.subarray(0, x.length));
  const [first, unsure] = [count - 1, rows(restored.deviation)[count - 1].map((v) => 2 * v)];
  const made = Object.values(methods).slice(2);
  strips.push(originals[first], methods["as it came"][first], ...made.map((m) => m[first]), draw[first], unsure);
}
const names = Object.keys(table[0].found);
console.log(`| PSNR (dB), SSIM | ${names.join(" | ")} |\n|${"---|".repeat(names.length + 1)}`);
for (const { name, found } of table) {
  const cells = names.map((method) => `${found[method].psnr.toFixed(2)}, ${found[method].ssim.toFixed(3)}`);
  console.log(`| ${name} | ${cells.join(" | ")} |`);
}
if (values.picture) {
  const flat = new Float32Array(strips.length * SIZE);
  for (const [i, strip] of strips.entries()) flat.set(strip, i * SIZE);
  writeFileSync(values.picture, imageGrid(flat, { shape: [SIDE, SIDE, 1], columns: 7, scale: 1 }));
}
await vae.close();
