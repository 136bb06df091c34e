// The known failure of raw likelihoods (Nalisnick et al. 2019): a model of Fashion-MNIST beside digits. For each score of
// `elbo score` the area under the ROC curve, test clothes being normal and digits the anomalies.
// Usage, after a build: node tooling/figures/anomalies.mjs [--path FOLDER] [--examples 300] [--steps 1200] [--importance 20]
//   [--runs runs] [--run RUN --background RUN]
// --path is where Fashion-MNIST lies, if not where its package puts it. The background model reads the same pictures with a
// share of pixels replaced by uniform ones (Ren et al. 2019, section 3: 0.2 here), from IDX files that this writes below --runs.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

const built = (path) => import(new URL(`../../${path}.js`, import.meta.url));
const { createRegistry, createVae, loadVae } = await built("packages/vae/dist/index");
const { builtInParts } = await built("packages/vae/dist/all");
const { auroc } = await built("packages/metrics/dist/index");
const { mnistData, pngSize } = await built("packages/datasets/dist/index");

const { values } = parseArgs({
  options: {
    path: { type: "string" },
    examples: { type: "string", default: "300" },
    steps: { type: "string", default: "1200" },
    importance: { type: "string", default: "20" },
    runs: { type: "string", default: "runs" },
    run: { type: "string" },
    background: { type: "string" },
  },
});
const SIZE = 784;
const MUTATED = 0.2;
const registry = createRegistry(builtInParts);
const clothes = { kind: "fashion-mnist", validation: 1000, ...(values.path ? { path: values.path } : {}) };
const config = (data) => ({
  data,
  likelihood: { kind: "gaussian", sigma: { kind: "learned", initial: 0.3 } },
  latents: { kind: "single", posterior: { kind: "gaussian", dimension: 32 } },
  encoder: { kind: "dense", hidden: [300, 300] },
  decoder: { kind: "dense", hidden: [300, 300] },
  loss: { kind: "elbo" },
  training: { steps: Number(values.steps), batch: 128, optimiser: { kind: "adam", rate: 0.001 } },
});

async function read(split, count) {
  const x = new Float32Array(count * SIZE);
  await split.read(
    Int32Array.from({ length: count }, (_, i) => i),
    { x },
    { seed: 0n, step: 0 },
  );
  return x;
}

async function open(run, data, name) {
  if (run) return loadVae(run, { registry });
  const vae = await createVae(config(data), { registry });
  const trained = await vae.train({ root: values.runs, name });
  console.error(`trained ${trained.run.path}`);
  return vae;
}

/** Training pictures with a share of their pixels replaced, as an IDX file. */
async function mutated(split) {
  const x = await read(split, split.length);
  let state = 1;
  const chance = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const bytes = Uint8Array.from(x, (v) => (chance() < MUTATED ? Math.floor(256 * chance()) : Math.round(255 * v)));
  const header = Buffer.alloc(16);
  for (const [i, word] of [0x803, split.length, 28, 28].entries()) header.writeUInt32BE(word, 4 * i);
  mkdirSync(values.runs, { recursive: true });
  const file = resolve(join(values.runs, "mutated.idx"));
  writeFileSync(file, Buffer.concat([header, bytes]));
  return { kind: "idx", images: file, test: 1000 };
}

const vae = await open(values.run, clothes, "clothes");
const background = await open(
  values.background,
  values.background ? undefined : await mutated(vae.dataset.splits.train),
  "background",
);
const count = Number(values.examples);
const digits = await mnistData.create(mnistData.config().parse({ kind: "mnist" }), {}).open();
const sets = {
  usual: await read(vae.dataset.splits.train, count),
  clothes: await read(vae.dataset.splits.test, count),
  digits: await read(digits.splits.test, count),
};
const how = { importance: Number(values.importance), seed: 1n };
const found = {};
for (const [name, x] of Object.entries(sets)) {
  const [own, other] = [await vae.score(x, how), await background.score(x, how)];
  const png = Array.from({ length: count }, (_, n) => {
    const bytes = Uint8Array.from(x.subarray(n * SIZE, (n + 1) * SIZE), (v) => Math.round(255 * v));
    return 8 * Math.LN2 * pngSize({ height: 28, width: 28, channels: 1, bytes });
  });
  found[name] = { own, other, png };
}
const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
const entropy = mean(found.usual.own.nll);
const scores = ({ own, other, png }) => ({
  negativeElbo: [...own.negativeElbo],
  nll: [...own.nll],
  typicality: Array.from(own.nll, (v) => Math.abs(v - entropy)),
  complexity: Array.from(own.nll, (v, i) => v - png[i]),
  ratio: Array.from(own.nll, (v, i) => v - other.nll[i]),
});
const [normal, strange] = [scores(found.clothes), scores(found.digits)];
const labels = Array.from({ length: 2 * count }, (_, i) => i >= count);
console.log(`| score, nats | ${count} test clothes | ${count} digits | AUROC |\n|---|---|---|---|`);
for (const name of Object.keys(normal)) {
  const area = auroc([...normal[name], ...strange[name]], labels);
  console.log(
    `| ${name} | ${mean(normal[name]).toFixed(1)} | ${mean(strange[name]).toFixed(1)} | ${area.toFixed(3)} |`,
  );
}
await vae.close();
await background.close();
