// Everything that `npm test` checks, one phase after the other; stops at the first that fails.
// Run it through tooling/pnpm.mjs, which puts pnpm and the installed tools on PATH.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { run } from "./run.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const reports = new URL("../node_modules/.cache/elbo-tests/", import.meta.url);
const report = (project) => fileURLToPath(new URL(`${project}.json`, reports));
const vitest = (project) => {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report(project)}`];
  return ["vitest", ["run", "--project", project, "--passWithNoTests", ...reporters], { show: true }];
};

const phases = [
  ["install", "pnpm", ["install", "--frozen-lockfile", "--config.confirm-modules-purge=false"]],
  ["lint", "biome", ["ci", "--colors=off", "--max-diagnostics=50", "."]],
  ["types", "tsc", ["--noEmit"]],
  ["types of the page", "tsc", ["--noEmit", "-p", "apps/demo"]],
  ["unused code", "knip", ["--no-progress", "--no-config-hints"]],
  ["unit tests", ...vitest("unit")],
  ["build", "turbo", ["run", "build", "--output-logs=errors-only"]],
  ["tests of the build", ...vitest("built")],
];

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** One phase; its output is shown when it fails, or as it comes with `show`. True when it passed. */
async function phase(name, command, args, { show = false } = {}) {
  const start = performance.now();
  if (show) console.log(`\n== ${name}`);
  const { code, output } = await run(command, args, { cwd: root, show });
  if (code !== 0) console.log(output.trim());
  console.log(`== ${name}: ${code === 0 ? "passed" : `FAILED (exit ${code})`}, ${seconds(start)}`);
  return code === 0;
}

function counts(project) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report(project), "utf8"));
    return [numPassedTests, numFailedTests, numPendingTests];
  } catch {
    return [0, 0, 0]; // the phase did not get that far
  }
}

function conclude(failed) {
  const [passed, failures, skipped] = [counts("unit"), counts("built")].reduce((a, b) => a.map((n, i) => n + b[i]));
  if (failed) console.log(`\nStopped at: ${failed}. Nothing after it ran.`);
  const wrong = failed ? Math.max(1, failures) : failures;
  console.log(`${passed} passed, ${wrong} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

async function main() {
  rmSync(reports, { recursive: true, force: true });
  for (const [name, command, args, options] of phases) {
    if (!(await phase(name, command, args, options))) return conclude(name);
    mkdirSync(reports, { recursive: true });
  }
  conclude();
}

await main();
