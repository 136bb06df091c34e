// How far tfjs's gradients, completed by @elbo/program, are from central differences: runs their test and writes what it
// measured to docs/operation-gradients.md.
// Usage:  node tooling/operation-gradients.mjs
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { must } from "./run.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = new URL("../docs/operation-gradients.md", import.meta.url);
const test = "packages/program/src/gradients/install-gradients.test.ts";

const folder = mkdtempSync(join(tmpdir(), "elbo-gradients-"));
try {
  const file = join(folder, "report.jsonl");
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const env = { ELBO_GRADIENT_REPORT: file };
  await must(process.execPath, [vitest, "run", "--project", "unit", test], { cwd: root, env, limit: 300_000 });
  const lines = readFileSync(file, "utf8").trim().split("\n").map(JSON.parse);
  const names = [...new Set(lines.map(({ operation }) => operation))];
  const error = (name, order) =>
    lines.find((line) => line.operation === name && line.order === order)?.error.toExponential(1) ?? "-";
  const worst = (order) => Math.max(...lines.filter((line) => line.order === order).map((line) => line.error));
  const rows = names.map((name) => `| ${name} | ${error(name, 1)} | ${error(name, 2)} |`);
  writeFileSync(
    page,
    `# Gradients, operation by operation

Largest difference between the gradient that tfjs's \`cpu\` backend gives with \`installGradients()\` and central differences
(step 0.01, float32), over the largest entry. Second order: the gradient's scalar product with fixed weights, differentiated
once more. The tests allow 1e-3 and 1e-2. The traced engine is held against these kernel by kernel: see
[engine kernels](engine-kernels.md); whole models: [engine gradients](engine-gradients.md).

Made by \`node tooling/operation-gradients.mjs\`. Largest of all: first order ${worst(1).toExponential(1)}, second order ${worst(2).toExponential(1)}.

| operation | first order | second order |
|---|---|---|
${rows.join("\n")}
`,
  );
  console.log(`${names.length} operations: ${fileURLToPath(page)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
