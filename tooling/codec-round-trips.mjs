// Sends random messages through every codec of @elbo/codec, and compares: 100,000 each, or as many as are asked for.
// Usage:  node tooling/codec-round-trips.mjs [MESSAGES]
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { must } from "./run.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const messages = Number(process.argv[2] ?? 100_000);
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const file = "packages/codec/src/symbols/round-trips.test.ts";
const args = ["run", "--project", "unit", "--reporter=verbose", "--testTimeout=3600000", file];
await must(process.execPath, [vitest, ...args], {
  cwd: root,
  env: { ELBO_ROUND_TRIPS: `${messages}` },
  show: true,
  limit: 3_600_000,
});
