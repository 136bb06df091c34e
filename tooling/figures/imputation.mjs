// MIWAE on breast cancer, half the cells missing completely at random: squared error of the cells that were filled, in variances
// of their columns, beside means, nearest neighbours, principal components and chained equations (scikit-learn, by
// tooling/peers/imputation_baselines.py), and how many of the true values 90 % intervals hold. A mask is a value of data.seed.
// Usage, after a build: node tooling/figures/imputation.mjs [--masks 20] [--first 1] [--samples 1000] [--set path=value ..]
//   [--out figures.json], where each mask's figures are kept: the same command goes on where it was stopped. The interpreter is ELBO_PYTHON_SKLEARN, else the environment of `node tooling/peers/install.mjs sklearn`.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { environments } from "../peers/environments.mjs";

const { values } = parseArgs({
  options: {
    masks: { type: "string", default: "20" },
    first: { type: "string", default: "1" },
    samples: { type: "string", default: "1000" },
    set: { type: "string", multiple: true, default: [] },
    out: { type: "string" },
  },
});
const built = (path) => import(new URL(`../../packages/${path}`, import.meta.url));
const { createRegistry, createVae, overrideConfig } = await built("vae/dist/index.js");
const { builtInParts } = await built("vae/dist/all.js");
const fromCli = createRequire(new URL("../../apps/cli/package.json", import.meta.url));
const { parse } = await import(pathToFileURL(fromCli.resolve("yaml")).href);

const registry = createRegistry(builtInParts);
const config = parse(readFileSync(new URL("../../configs/mattei-2019-miwae.yaml", import.meta.url), "utf8"));
/** Draws between whose 10th from either end the next one lies with probability 0.9. */
const DRAWS = 199;

const readAll = async ({ dataset: { fields, splits } }) => {
  const rows = splits.train.length;
  const names = ["x", "x.mask"].filter((name) => name in fields);
  const into = Object.fromEntries(names.map((name) => [name, new Float32Array(rows * fields.x.shape[0])]));
  await splits.train.read(
    Int32Array.from({ length: rows }, (_, i) => i),
    into,
  );
  return into;
};

/** The whole table in its own units. */
async function readTruth() {
  const data = { ...config.data, hide: 0, standardise: false };
  const whole = await createVae({ ...config, data }, { registry });
  const { x } = await readAll(whole);
  await whole.close();
  return x;
}

const truth = await readTruth();
const width = 30;
const rows = truth.length / width;
const columns = Array.from({ length: width }, (_, column) => {
  const cells = Array.from({ length: rows }, (_, row) => truth[row * width + column]);
  const mean = cells.reduce((a, b) => a + b, 0) / rows;
  return { mean, deviation: Math.sqrt(cells.reduce((sum, cell) => sum + (cell - mean) ** 2, 0) / rows) };
});
/** In deviations of the whole column, as the paper measures. */
const standard = Float64Array.from(
  truth,
  (cell, at) => (cell - columns[at % width].mean) / columns[at % width].deviation,
);

/** What was measured before. */
const known = values.out && existsSync(values.out) ? JSON.parse(readFileSync(values.out, "utf8")).found : [];

/** Trains on one mask, fills what it hides, and compares. */
async function measure(seed) {
  const own = overrideConfig({ ...config, seed, data: { ...config.data, seed } }, values.set);
  const vae = await createVae(own, { registry, announce: console.error });
  const folder = mkdtempSync(join(tmpdir(), "elbo-imputation-"));
  try {
    const given = await readAll(vae);
    const before = known.find((one) => one.seed === seed);
    if (before) return { ...before, mask: given["x.mask"] };
    await vae.train({ root: folder });
    const scales = vae.dataset.columns;
    const { x, draws, effective } = await vae.impute(given, { samples: Number(values.samples), draws: DRAWS });
    /** The model's number in deviations of the whole column. */
    const own = (value, column) =>
      (value * scales[column].deviation + scales[column].mean - columns[column].mean) / columns[column].deviation;
    let [cells, squares, covered] = [0, 0, 0];
    for (let at = 0; at < x.length; at++) {
      if (given["x.mask"][at]) continue;
      const column = at % width;
      cells++;
      squares += (own(x[at], column) - standard[at]) ** 2;
      const sorted = Float64Array.from({ length: DRAWS }, (_, draw) => own(draws[draw * x.length + at], column)).sort();
      if (standard[at] >= sorted[9] && standard[at] <= sorted[DRAWS - 10]) covered++;
    }
    const mask = given["x.mask"];
    return {
      seed,
      mse: squares / cells,
      coverage: covered / cells,
      effective: effective.reduce((a, b) => a + b) / rows,
      mask,
    };
  } finally {
    await vae.close();
    rmSync(folder, { recursive: true });
  }
}

/** Squared errors of scikit-learn's imputers on the same masks, by name and mask. */
function peers(found) {
  const { folder } = environments.sklearn;
  const python = process.env.ELBO_PYTHON_SKLEARN ?? join(folder, "bin", "python");
  if (!existsSync(python)) return {};
  const script = fileURLToPath(new URL("../peers/imputation_baselines.py", import.meta.url));
  const input = JSON.stringify({
    columns: width,
    truth: [...standard],
    masks: found.map(({ seed, mask }) => ({ seed, mask: [...mask] })),
  });
  const file = join(mkdtempSync(join(tmpdir(), "elbo-peers-")), "masks.json");
  writeFileSync(file, input);
  return JSON.parse(execFileSync(python, [script, file], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }));
}

const mean = (numbers) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const spread = (numbers) =>
  Math.sqrt(numbers.reduce((sum, n) => sum + (n - mean(numbers)) ** 2, 0) / Math.max(1, numbers.length - 1));

const save = (figures) => void (values.out && writeFileSync(values.out, `${JSON.stringify(figures, undefined, 1)}\n`));

const found = [];
for (let k = 0; k < Number(values.masks); k++) {
  const one = await measure(Number(values.first) + k);
  found.push(one);
  save({ found: found.map(({ mask, ...figures }) => figures) });
  console.error(
    `mask ${one.seed}: ${one.mse.toFixed(4)}, coverage ${one.coverage.toFixed(4)}, worth ${one.effective.toFixed(1)}`,
  );
}
const table = { MIWAE: found.map(({ mse }) => mse), ...peers(found) };
console.log("| | squared error, mean of masks | deviation | lowest | highest |\n|---|---|---|---|---|");
for (const [name, errors] of Object.entries(table)) {
  const [low, high] = [Math.min(...errors), Math.max(...errors)];
  console.log(`| ${[name, ...[mean(errors), spread(errors), low, high].map((n) => n.toFixed(4))].join(" | ")} |`);
}
const coverage = found.map((one) => one.coverage);
console.log(
  `\n90 % intervals hold ${(100 * mean(coverage)).toFixed(1)} % of the true values (${(100 * Math.min(...coverage)).toFixed(1)} to ${(100 * Math.max(...coverage)).toFixed(1)}); ${values.samples} samples are worth ${mean(found.map(({ effective }) => effective)).toFixed(1)}.`,
);
save({ found: found.map(({ mask, ...figures }) => figures), table });
