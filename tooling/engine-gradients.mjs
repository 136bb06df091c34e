// How far the engines are from tfjs's own `cpu`, and `cpu` from central differences: runs the conformance tests of whole
// models and writes what they measured to docs/engine-gradients.md.
// Usage:  node tooling/engine-gradients.mjs   (after `npm run provision`, which brings the engine `node`)
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { must } from "./run.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = new URL("../docs/engine-gradients.md", import.meta.url);
const tests = ["engines", "gradients"].map((name) => `packages/vae/src/conformance/${name}.test.ts`);

/** Runs the tests and returns the lines that they report. */
async function measure() {
  const folder = mkdtempSync(join(tmpdir(), "elbo-gradients-"));
  const report = join(folder, "report.jsonl");
  try {
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const env = { ELBO_GRADIENT_REPORT: report, ELBO_REQUIRE: "onnx,node" };
    await must(process.execPath, [vitest, "run", "--project", "unit", ...tests], { cwd: root, env, limit: 1_200_000 });
    if (!existsSync(report)) throw new Error("the tests reported nothing");
    return readFileSync(report, "utf8").trim().split("\n").map(JSON.parse);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const figure = (errors) => {
  const known = errors.filter((error) => error !== undefined);
  if (known.length === 0) return "-";
  const worst = Math.max(...known);
  return worst === 0 ? "0" : worst.toExponential(1);
};

const columns = [
  { title: "onnx, gradient", against: "onnx", pick: (line) => gradientOf(line) },
  { title: "onnx, outputs and state", against: "onnx", pick: (line) => Math.max(line.outputs, line.state) },
  { title: "node, gradient", against: "node", pick: (line) => gradientOf(line) },
  { title: "node, outputs and state", against: "node", pick: (line) => Math.max(line.outputs, line.state) },
  { title: "cpu against differences", against: "differences", pick: (line) => line.gradients },
];
const gradientOf = (line) => (line.trial.startsWith("objective ") ? line.gradients : undefined);

const cells = (lines) =>
  columns.map(({ against, pick }) => figure(lines.filter((line) => line.against === against).map(pick)));

function table(what, groups) {
  const head = [what, ...columns.map(({ title }) => title)];
  const rows = Object.entries(groups).map(([name, lines]) => [name, ...cells(lines)]);
  const line = (fields) => `| ${fields.join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

const byModel = (lines) => group(lines, ({ name }) => [name]);
const byPart = (lines) => {
  const parts = group(lines, ({ kinds }) => kinds);
  return Object.fromEntries(Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1)));
};

function group(lines, keys) {
  const found = {};
  for (const line of lines) {
    for (const key of keys(line)) {
      found[key] ??= [];
      found[key].push(line);
    }
  }
  return found;
}

function write(lines) {
  const models = byModel(lines);
  const trials = new Set(
    lines.filter(({ against }) => against === "onnx").map(({ name, trial }) => `${name}/${trial}`),
  );
  const text = `# Gradients and figures, engine by engine

${Object.keys(models).length} small models, together holding every built-in part (data sets that a package or a folder brings aside), with
${trials.size} programs: training steps of every objective, evaluation, importance samples, reconstruction, encoding, generation,
and the steps of sequential samplers. Parameters are random, away from ties; noise, knobs and inputs are the same everywhere.

- **onnx**, **node**: largest absolute difference from engine \`cpu\` over the largest absolute value of \`cpu\`; outputs one by
  one, state after the step (codebook averages) and gradients parameter by parameter. A parameter whose gradient is below a
  thousandth of the largest is held to that thousandth. The tests allow 1e-4.
- **cpu against differences**: the directional derivative of a whole objective along random directions in one parameter
  group, by \`cpu\`'s gradient and by central differences in float32 with Richardson's extrapolation, relative to the
  gradient's. The tests allow 1e-3. The encoder of a quantising model is left out: a straight-through gradient is no derivative.

The largest of each is shown; "-" means that nothing was compared.

## By model

${table("model", models)}

## By part

A part's row is the largest over the models that hold it.

${table("part", byPart(lines))}

Made by \`node tooling/engine-gradients.mjs\`, which runs the tests of \`packages/vae/src/conformance\`.
`;
  mkdirSync(new URL(".", page), { recursive: true });
  writeFileSync(page, text);
}

write(await measure());
