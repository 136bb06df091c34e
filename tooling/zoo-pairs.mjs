// Trains a step of every combination that the covering array of kinds holds, on onnx and cpu, and writes the pairs that are
// refused, with their reasons, to docs/combinations.md.
// Usage:  npm run zoo-pairs
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./run.mjs";
import { refusedPairs } from "./zoo/refused-pairs.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = new URL("../docs/combinations.md", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "elbo-pairs-"));

try {
  const report = join(folder, "report.json");
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const tests = "packages/vae/src/conformance/pairs";
  const env = { ELBO_PAIRS: "all", ELBO_PAIRS_REPORT: report };
  const { code } = await run(process.execPath, [vitest, "run", "--project", "unit", tests], {
    cwd: root,
    env,
    show: true,
  });
  const { combinations, refused } = JSON.parse(readFileSync(report, "utf8"));
  writeFileSync(
    page,
    `# What goes together

Written by \`npm run zoo-pairs\`. Every two kinds of data, likelihood, encoder, decoder, latents, posterior, transport, prior and
loss stand together in at least one of ${combinations} small models, each of which trains a step on \`onnx\` and on \`cpu\` to the same
values, or are refused when the config is read. Refused pairs, with the reason that the smallest config of both meets:

${refusedPairs(refused)}
`,
  );
  console.log(`${combinations} combinations, ${refused.length} refused pairs: docs/combinations.md`);
  process.exitCode = code;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
