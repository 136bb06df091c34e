// Runs the pinned pnpm through npx, which also puts `pnpm` on PATH for every script below it.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const { packageManager } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const run = spawnSync("npx", ["--yes", "--loglevel=error", packageManager, ...process.argv.slice(2)], {
  stdio: "inherit",
  shell: process.platform === "win32",
});
process.exit(run.status ?? 1);
