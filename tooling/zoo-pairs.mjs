// Trains a step of every combination that the covering array of kinds holds, on onnx and cpu, and writes the pairs that are
// refused, with their reasons, to docs/combinations.md.
// Usage:  npm run zoo-pairs
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./run.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = new URL("../docs/combinations.md", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "elbo-pairs-"));

/** The part of an error that says why: neither where it stood, nor what came, nor what to do. */
const why = (reason) =>
  reason
    .replace(/^config[^:]*: /, "")
    .split(": expected ")[0]
    .split(": got ")[0]
    .split(/\. [A-Z`]/)[0]
    .replace(/\.$/, "");

function table(refused) {
  const groups = new Map();
  for (const { pair, reason } of refused) {
    const [a, b] = pair;
    if (pair.some((name) => name.endsWith(" -"))) continue; // left out: the schema of the structure says so
    const at = `${a} | ${why(reason)}`;
    groups.set(at, [...(groups.get(at) ?? []), b]);
  }
  const rows = [...groups].map(([at, others]) => {
    const [a, reason] = at.split(" | ");
    return `| ${a} | ${others.join(", ")} | ${reason} |`;
  });
  return ["| part | not with | since |", "|---|---|---|", ...rows].join("\n");
}

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

${table(refused)}
`,
  );
  console.log(`${combinations} combinations, ${refused.length} refused pairs: docs/combinations.md`);
  process.exitCode = code;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
