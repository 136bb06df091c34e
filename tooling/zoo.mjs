// Trains every variant of configs/bench-zoo.yaml and writes docs/zoo.md from its results. Interrupted, it goes on where it was.
// Usage:  npm run zoo [-- --steps 1000 --seeds 3]      after a build; about 30 minutes on two cores
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { must } from "./run.mjs";
import { zooPage } from "./zoo/page.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { parse, stringify } = createRequire(join(root, "apps/cli/package.json"))("yaml");
const { values } = parseArgs({ options: { steps: { type: "string" }, seeds: { type: "string" } } });

const matrix = parse(readFileSync(join(root, "configs/bench-zoo.yaml"), "utf8"));
if (values.steps) matrix.base.training.steps = Number(values.steps);
if (values.seeds) matrix.seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);

const out = join(root, "runs/bench");
mkdirSync(out, { recursive: true });
const file = join(out, "zoo.yaml");
writeFileSync(file, stringify(matrix));
const cli = join(root, "apps/cli/dist/main.js");
const began = performance.now();
await must(process.execPath, [cli, "bench", file, "--out", out], { cwd: root, show: true });
const minutes = (performance.now() - began) / 60_000;
const results = JSON.parse(readFileSync(join(out, matrix.name, "results.json"), "utf8"));
const parts = JSON.parse(await must(process.execPath, [cli, "list", "--json"], { cwd: root }));
const asked = Object.entries(values).map(([name, value]) => `--${name} ${value}`);
const command = ["npm run zoo", ...(asked.length > 0 ? ["--", ...asked] : [])].join(" ");
writeFileSync(join(root, "docs/zoo.md"), zooPage({ matrix, results, parts, command, minutes }));
console.log("docs/zoo.md");
