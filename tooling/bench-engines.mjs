// Whole training steps (fresh noise, gradient, Adam) of elbo, PyTorch and tfjs-node, taken in turns so that a busy machine
// is busy for all of them. Writes docs/benchmarks/engines.md.
// Usage, after a build:  node tooling/bench-engines.mjs [--rounds 5] [--models dense,conv,gru] [--threads 1,2] [--dry]
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { must, run } from "./run.mjs";

const peersFolder = fileURLToPath(new URL("./peers/", import.meta.url));
const page = new URL("../docs/benchmarks/engines.md", import.meta.url);
const number = (text) => ({ type: "string", default: text });
const { values: options } = parseArgs({
  options: {
    rounds: number("5"),
    models: number("dense,conv,gru"),
    threads: number("1,2"),
    dry: { type: "boolean", default: false },
  },
});

const models = {
  dense: { title: "dense 784-500-500-20", steps: 60, torch: "mnist_vae.py", tfjs: "tfjs_dense.mjs" },
  conv: { title: "conv 32/64, 4x4 stride 2, z 16", steps: 30, torch: "conv_vae.py", tfjs: "tfjs_conv.mjs" },
  gru: { title: "GRU, 40 characters, hidden 256, z 32", steps: 12, torch: "names_gru_vae.py" },
};
const contenders = [
  { name: "elbo onnx", command: ({ name }) => [process.execPath, ["elbo_steps.mjs", "--model", name]] },
  { name: "PyTorch", command: ({ torch }) => ["python3", [torch]] },
  { name: "tfjs-node", command: ({ tfjs }) => tfjs && [process.execPath, [tfjs]] },
];

const sorted = (values) => [...values].sort((a, b) => a - b);
const median = (values) => {
  const inOrder = sorted(values);
  return (inOrder[Math.floor((inOrder.length - 1) / 2)] + inOrder[Math.ceil((inOrder.length - 1) / 2)]) / 2;
};

/** One process on exactly `threads` cores; the median of its steps, in milliseconds. */
async function measure(contender, model, threads) {
  const found = contender.command(model);
  if (!found) return undefined;
  const [command, script] = found;
  const args = [...script, "--threads", String(threads), "--steps", String(model.steps), "--warmup", "8"];
  const pinned = process.platform === "linux" ? ["taskset", ["-c", cores(threads), command, ...args]] : [command, args];
  const env = {
    TF_CPP_MIN_LOG_LEVEL: "2",
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: "1",
    OMP_NUM_THREADS: String(threads),
  };
  const output = await must(...pinned, { cwd: peersFolder, env, limit: 600_000 });
  return JSON.parse(output.trim().split("\n").at(-1)).median;
}

const cores = (threads) => (threads === 1 ? "0" : `0-${threads - 1}`);

/** Milliseconds of each contender in each round: every round runs all of them, in turn. */
async function rounds(model, threads) {
  const figures = contenders.map(() => []);
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const [index, contender] of contenders.entries()) {
      const milliseconds = await measure(contender, model, threads);
      if (milliseconds !== undefined) figures[index].push(milliseconds);
    }
    const shown = figures.map(
      (list, index) => list.length > 0 && `${contenders[index].name} ${list.at(-1).toFixed(1)} ms`,
    );
    console.log(`${model.name}, ${threads} threads, round ${round + 1}: ${shown.filter(Boolean).join(", ")}`);
  }
  return figures;
}

const spread = (values, digits) => `${sorted(values)[0].toFixed(digits)}-${sorted(values).at(-1).toFixed(digits)}`;
const figure = (values, digits = 1) =>
  values.length > 0 ? `${median(values).toFixed(digits)} (${spread(values, digits)})` : "-";

/** How many times longer the peer's step takes, round by round. */
const ratio = (peer, own) =>
  figure(
    peer.map((value, round) => value / own[round]),
    2,
  );

function row(model, threads, [own, ...others]) {
  const cells = [model.title, threads, figure(own), ...others.flatMap((peer) => [figure(peer), ratio(peer, own)])];
  return `| ${cells.join(" | ")} |`;
}

async function versions() {
  const torch = (await run("python3", ["-c", "import torch; print(torch.__version__)"])).output.trim();
  return `Node ${process.versions.node}, PyTorch ${torch}, ${cpus().length} x ${cpus()[0]?.model.trim()}`;
}

function write(rows, machine) {
  const head = ["model", "threads", "elbo onnx", "PyTorch", "PyTorch / elbo", "tfjs-node", "tfjs-node / elbo"];
  const table = [`| ${head.join(" | ")} |`, `|${head.map(() => "---").join("|")}|`, ...rows];
  const text = `# Training steps, engine by engine

Milliseconds per whole training step at batch 128: fresh noise and binarisation, loss, gradient and Adam (rate 1e-3). Each
figure is the median over ${options.rounds} rounds, with the smallest and the largest in brackets; a round runs every contender in turn, each in
its own process on as many cores as threads, and takes the median of its steps. Ratios are taken round by round: above 1,
elbo is faster. The sources of all contenders are in \`tooling/peers\`.

${machine}.

${table.join("\n")}

Made by \`node tooling/bench-engines.mjs --rounds ${options.rounds}\` after \`npm run build\` and \`npm run provision\` (tfjs-node's native library).
`;
  mkdirSync(new URL(".", page), { recursive: true });
  writeFileSync(page, text);
}

async function main() {
  const machine = await versions();
  const rows = [];
  for (const name of options.models.split(",")) {
    const model = { name, ...models[name] };
    for (const threads of options.threads.split(",").map(Number)) {
      rows.push(row(model, threads, await rounds(model, threads)));
    }
  }
  console.log(rows.join("\n"));
  if (!options.dry) write(rows, machine);
}

await main();
