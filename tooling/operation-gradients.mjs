// How far tfjs's gradients, completed by @elbo/program, are from central differences, and the engines `onnx` and `node`
// from `cpu`, operation by operation: runs their tests and writes what they measured to docs/operation-gradients.md.
// Usage:  node tooling/operation-gradients.mjs   (after `npm run provision`, which brings the engine `node`)
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { must } from "./run.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = new URL("../docs/operation-gradients.md", import.meta.url);
const tests = ["packages/program/src/gradients", "packages/engine/src/onnx/kernels"];

/** The lines that the tests report. */
async function measure() {
  const folder = mkdtempSync(join(tmpdir(), "elbo-gradients-"));
  try {
    const file = join(folder, "report.jsonl");
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const env = { ELBO_GRADIENT_REPORT: file, ELBO_REQUIRE: "onnx,node" };
    await must(process.execPath, [vitest, "run", "--project", "unit", ...tests], { cwd: root, env, limit: 1_200_000 });
    return readFileSync(file, "utf8").trim().split("\n").map(JSON.parse);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const figure = (error) => (error === undefined ? "-" : error === 0 ? "0" : error.toExponential(1));
const row = (fields) => `| ${fields.join(" | ")} |`;
const table = (head, rows) => [row(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(row)].join("\n");
const worst = (errors) => figure(Math.max(...errors.filter((error) => error !== undefined)));
const namesOf = (lines) => [...new Set(lines.map(({ operation }) => operation))].sort();

const lines = await measure();
const differences = lines.filter(({ engine }) => engine === undefined);
const engines = lines.filter(({ engine }) => engine !== undefined);

const error = (name, order) => differences.find((line) => line.operation === name && line.order === order)?.error;
const ofOrder = (order) => differences.filter((line) => line.order === order).map((line) => line.error);
const on = (name, engine) => engines.find((line) => line.operation === name && line.engine === engine) ?? {};
const figures = ({ value, gradient, second }) => [value, gradient, second].map(figure);
const all = (engine) =>
  engines.filter((line) => line.engine === engine).flatMap(({ value, gradient, second }) => [value, gradient, second]);

writeFileSync(
  page,
  `# Gradients, operation by operation

Made by \`node tooling/operation-gradients.mjs\`, from the tests that hold these figures. Whole models:
[engine gradients](engine-gradients.md).

## Against central differences

Largest difference between the gradient that tfjs's \`cpu\` backend gives with \`installGradients()\` and central differences
(step 0.01, float32), over the largest entry. Second order: the gradient's scalar product with fixed weights, differentiated
once more. The tests allow 1e-3 and 1e-2. Largest of all: first order ${worst(ofOrder(1))}, second order ${worst(ofOrder(2))}.

${table(
  ["operation", "first order", "second order"],
  namesOf(differences).map((name) => [name, figure(error(name, 1)), figure(error(name, 2))]),
)}

## Engines against \`cpu\`

Largest difference of values, gradients and second gradients from those of \`cpu\`, over the largest entry, on random shapes
([what each kernel becomes](engine-kernels.md)). The tests allow 1e-4. "-": there is nothing to compare, or tfjs-node lacks
the operation. Largest of all: onnx ${worst(all("onnx"))}, node ${worst(all("node"))}.

${table(
  ["operation", "onnx, value", "gradient", "second", "node, value", "gradient", "second"],
  namesOf(engines).map((name) => [name, ...figures(on(name, "onnx")), ...figures(on(name, "node"))]),
)}
`,
);
console.log(`${namesOf(lines).length} operations: ${fileURLToPath(page)}`);
