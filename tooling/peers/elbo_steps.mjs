// elbo's own side of the comparison: prints one JSON line, milliseconds per whole training step.
// Usage, after a build: node elbo_steps.mjs --model dense|conv|gru [--threads 1] [--engine onnx|node]
import { parseArgs } from "node:util";
import { prepareRaw } from "./elbo-raw.mjs";

const text = (value) => ({ type: "string", default: value });
const { values: options } = parseArgs({
  options: {
    model: text("dense"),
    engine: text("onnx"),
    threads: text("1"),
    batch: text("128"),
    warmup: text("10"),
    steps: text("50"),
    seed: text("0"),
  },
});
const { model, engine } = options;
const [threads, batch, warmup, steps, seed] = ["threads", "batch", "warmup", "steps", "seed"].map((name) =>
  Number(options[name]),
);

const { step, parameters } = await prepareRaw({ model, engine, threads, batch, seed });
const first = await step();
let loss = first;
for (let i = 1; i < warmup; i++) loss = await step();
const times = [];
for (let i = 0; i < steps; i++) {
  const start = performance.now();
  loss = await step();
  times.push(performance.now() - start);
}
if (!(loss < first)) throw new Error(`the loss did not fall: ${first} -> ${loss}`);
const median = [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
console.log(JSON.stringify({ peer: `elbo ${engine}`, model, threads, parameters, median, first, loss, times }));
