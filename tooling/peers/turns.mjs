// The protocol of turns.py for contenders in Node: whole training steps, timed in turns that the harness gives.
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { median } from "../bench/ratios.mjs";

const BLOCK = 4;

/** The same sizes as in turns.py. */
const SIZES = {
  dense: { pixels: 784, hidden: 500, depth: 2, latent: 20 },
  conv: { channels: 32, latent: 16 },
  residual: { channels: 16, latent: 16 },
  gru: { length: 40, hidden: 256, embedding: 64, vocabulary: 60, latent: 32 },
  iwae: { pixels: 784, hidden: 200, depth: 2, latent: 50, samples: 50 },
};
const BATCH = { dense: 128, conv: 128, residual: 128, gru: 128, iwae: 20 };

const text = (value) => ({ type: "string", default: value });

/** Arguments as turns.py reads them; `sizes` are the model's, with the batch. */
export function readArguments(extra = {}) {
  const { values } = parseArgs({
    options: {
      model: text("dense"),
      threads: text("1"),
      batch: { type: "string" },
      set: { type: "string", multiple: true, default: [] },
      warmup: text("8"),
      seconds: text("3"),
      seed: text("0"),
      turns: { type: "boolean", default: false },
      ...extra,
    },
  });
  const { model, batch, set, ...rest } = values;
  if (!(model in SIZES)) throw new Error(`--model ${model}: one of ${Object.keys(SIZES).join(", ")}`);
  const sizes = { ...SIZES[model], batch: Number(batch ?? BATCH[model]) };
  for (const pair of set) {
    const [name, value] = pair.split("=");
    if (!(name in sizes)) throw new Error(`--set ${pair}: ${model} has no size ${name}, only ${Object.keys(sizes)}`);
    sizes[name] = Number(value);
  }
  const [threads, warmup, seconds, seed] = ["threads", "warmup", "seconds", "seed"].map((name) => Number(values[name]));
  return { ...rest, model, sizes, threads, warmup, seconds, seed };
}

/** At once, also when nothing else gets a turn. */
export const say = (line) => writeSync(1, `${JSON.stringify(line)}\n`);

/** Milliseconds from the start of the process, as the harness saw it, to now. */
export const sinceBegan = () =>
  process.env.ELBO_BEGAN === undefined ? {} : { firstStep: Date.now() - Number(process.env.ELBO_BEGAN) };

/** The line that answers a turn. */
export const answer = (times, loss) => ({
  median: median(times),
  times,
  loss,
  peakBytes: process.resourceUsage().maxRSS * 1024,
});

/** @throws Error unless the loss fell. */
export function checkFall(first, loss) {
  if (!(loss < first)) throw new Error(`the loss did not fall: ${first} -> ${loss}`);
}

/** Times `step()`, a whole training step that gives its loss, and `read(loss)`, once per block of steps. */
export async function serve(step, { read = (loss) => loss, ...about }, { model, threads, warmup, seconds, turns }) {
  const block = async () => {
    const start = performance.now();
    let loss;
    for (let i = 0; i < BLOCK; i++) loss = await step();
    const value = read(loss);
    return [(performance.now() - start) / BLOCK, value];
  };
  const turn = async (milliseconds) => {
    await block();
    const end = performance.now() + milliseconds;
    const times = [];
    let loss;
    while (times.length === 0 || performance.now() < end) {
      const [time, value] = await block();
      times.push(time);
      loss = value;
    }
    return answer(times, loss);
  };
  const first = read(await step());
  const ready = { ...about, model, threads, first, ...sinceBegan() };
  let loss;
  for (let i = 0; i < warmup; i++) loss = await step();
  checkFall(first, read(loss));
  if (!turns) return say({ ...ready, ...(await turn(1000 * seconds)) });
  say(ready);
  for await (const line of createInterface({ input: process.stdin })) say(await turn(JSON.parse(line).milliseconds));
}
