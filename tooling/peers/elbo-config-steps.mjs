// elbo as its users have it, timed: a config, the shipped parts, the shipped trainer with its data, log and reports. The
// trainer says where it stands every 200 ms or so; a turn is held back by not returning from that report.
// Usage, after a build: node elbo-config-steps.mjs --model dense|conv|gru|iwae [--threads 1] [--engine onnx|node]
import { mkdtempSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { configOf } from "./elbo-configs.mjs";
import { answer, checkFall, readArguments, say, sinceBegan } from "./turns.mjs";

const built = (path) => import(new URL(`../../packages/vae/dist/${path}.js`, import.meta.url));
const options = readArguments({
  engine: { type: "string", default: "onnx" },
  oneStage: { type: "boolean", default: false },
});
process.env.ELBO_THREADS = String(options.threads);
const { createRegistry, createVae, loadUserParts } = await built("index");
const { builtInParts } = await built("all");

const own = await loadUserParts(fileURLToPath(new URL("random-tokens.mjs", import.meta.url)));
const registry = createRegistry([...builtInParts, ...own.definitions]);
const vae = await createVae(configOf(options.model, options.sizes, options), { registry });
const about = {
  peer: `elbo ${options.engine}`,
  version: "",
  model: options.model,
  threads: options.threads,
  parameters: vae.parameters,
};

/** Waits for a line of the input, and lets nothing else happen meanwhile; undefined at its end. */
function lineNow() {
  const buffer = Buffer.alloc(256);
  const length = readSync(0, buffer);
  return length === 0 ? undefined : JSON.parse(buffer.toString("utf8", 0, length));
}

const stop = new AbortController();
let mark;
let first;
let turn;
let times = [];

function finish(loss) {
  checkFall(first.loss, loss);
  const line = answer(times, loss);
  times = [];
  mark = undefined;
  if (options.turns) {
    say(line);
    turn = begin();
  } else {
    say({ ...about, first: first.loss, ...line });
    turn = undefined;
  }
  if (turn === undefined) stop.abort();
}

const begin = () => {
  const line = options.turns ? lineNow() : { milliseconds: 1000 * options.seconds };
  return line && { end: undefined, milliseconds: line.milliseconds };
};

/** Steps between two reports, in milliseconds each; the first stretch of a turn warms the caches. */
function look({ stage, step, terms: { objective } }) {
  const now = performance.now();
  if (first === undefined) first = { loss: objective, ...sinceBegan() };
  if (stage === "first" || step < options.warmup) return;
  if (turn === undefined) {
    if (options.turns) say({ ...about, first: first.loss, firstStep: first.firstStep });
    turn = begin();
    if (turn === undefined) stop.abort();
    return;
  }
  if (mark === undefined) turn.end = now + turn.milliseconds;
  else times.push((now - mark.now) / (step - mark.step));
  mark = { now, step };
  if (times.length > 0 && now >= turn.end) finish(objective);
}

const root = mkdtempSync(join(tmpdir(), "elbo-steps-"));
try {
  await vae.train({
    root,
    signal: stop.signal,
    onProgress: (progress) => {
      if (progress.event === "step" && !stop.signal.aborted) look(progress);
    },
  });
} finally {
  rmSync(root, { recursive: true });
  await vae.close();
}
