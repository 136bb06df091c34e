// Where the time of a training step goes inside onnxruntime: a table of operations and one of the slowest nodes.
// Usage, after a build: node tooling/peers/profile-step.mjs --model dense|conv|gru|iwae [--threads 1] [--steps 20] [--top 25]
// [--set hidden=1000] [--keep FOLDER]
// Timing each node costs a little itself: the step is a few per cent slower than in the benchmark.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeTimes, operationTimes } from "./node-times.mjs";
import { readArguments } from "./turns.mjs";

const text = (value) => ({ type: "string", default: value });
const options = readArguments({ steps: text("20"), top: text("25"), keep: { type: "string" } });
const { model, sizes, threads, warmup } = options;
const [steps, top] = [Number(options.steps), Number(options.top)];

const folder = options.keep ?? mkdtempSync(join(tmpdir(), "elbo-profile-"));
process.env.ELBO_PROFILE = join(folder, "step");
const { prepareBare } = await import("./elbo-bare.mjs");
const { step, dispose } = await prepareBare({ model, sizes, threads });
const times = [];
for (let i = 0; i < warmup + steps; i++) {
  const start = performance.now();
  await step();
  if (i >= warmup) times.push(performance.now() - start);
}
await dispose();

/** The profile is written while the session is released, which nothing waits for. */
async function readProfile() {
  for (let waited = 0; waited < 100; waited++) {
    const file = readdirSync(folder).find((name) => name.endsWith(".json"));
    const content = file === undefined ? "" : readFileSync(join(folder, file), "utf8");
    if (content.trimEnd().endsWith("]")) return JSON.parse(content);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`onnxruntime wrote no profile into ${folder}`);
}

const { whole, nodes } = nodeTimes(await readProfile(), { skip: warmup });
if (options.keep === undefined) rmSync(folder, { recursive: true });
const inside = nodes.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
const mean = times.reduce((a, b) => a + b, 0) / times.length;
const share = (milliseconds) => `${((100 * milliseconds) / mean).toFixed(1)} %`;
const line = (...cells) => console.log(`| ${cells.join(" | ")} |`);

console.log(`${model}, batch ${sizes.batch}, ${threads} thread(s), mean of ${steps} steps of ${mean.toFixed(2)} ms\n`);
line("part of the step", "ms", "share");
line("---", "---", "---");
line(`nodes (${nodes.length})`, inside.toFixed(3), share(inside));
line("between the nodes, in the runtime", (whole - inside).toFixed(3), share(whole - inside));
line("noise, feeds, Adam", (mean - whole).toFixed(3), share(mean - whole));
console.log("");
line("operation", "nodes", "ms", "share");
line("---", "---", "---", "---");
for (const { op, nodes: count, milliseconds } of operationTimes(nodes)) {
  line(op, count, milliseconds.toFixed(3), share(milliseconds));
}
console.log("");
line("node", "operation", "shapes", "ms", "share");
line("---", "---", "---", "---", "---");
for (const { node, op, shapes, milliseconds } of nodes.slice(0, top)) {
  line(node, op, shapes, milliseconds.toFixed(3), share(milliseconds));
}
