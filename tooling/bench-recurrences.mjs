// What a recurrence costs at different lengths: unrolled, as a loop of the graph, and as a loop over chunks of unrolled
// steps. A GRU (packages/layers) over random sequences, every state in the loss, gradients to all its weights.
// Usage, after a build:  node tooling/bench-recurrences.mjs [--lengths 20,40,100,200] [--ways unrolled,loop,chunks] [--chunk 5]
//                        [--batch 128] [--input 64] [--hidden 256] [--threads 1] [--rounds 5] [--clock wall|cpu]
// The clock "cpu" counts the process's own seconds: with one thread, right on a busy machine too.
import { createRequire } from "node:module";
import { parseArgs } from "node:util";

const built = (name) => import(new URL(`../packages/${name}/dist/index.js`, import.meta.url));
const tf = createRequire(new URL("../packages/engine/package.json", import.meta.url))("@tensorflow/tfjs-core");

const text = (value) => ({ type: "string", default: value });
const { values: options } = parseArgs({
  options: {
    lengths: text("20,40,100,200"),
    ways: text("unrolled,loop,chunks"),
    chunk: text("5"),
    batch: text("128"),
    input: text("64"),
    hidden: text("256"),
    threads: text("1"),
    rounds: text("5"),
    clock: text("wall"),
  },
});
const number = (name) => Number(options[name]);
const [batch, input, hidden, threads, rounds, chunk] = ["batch", "input", "hidden", "threads", "rounds", "chunk"].map(
  number,
);
const [engine, { gru }, { scan, normal }] = await Promise.all(["engine", "layers", "program"].map(built));
const layer = gru({ input, hidden });

/** The steps of the layer, `size` of them in one step of a loop. */
function inChunks(params, x, size) {
  const time = x.shape[0];
  const drive = layer.project(params, x);
  const chunked = (y) => tf.reshape(y, [time / size, size, batch, y.shape[2]]);
  const cell = ({ h }, { gates, candidate }) => {
    const states = [];
    const [every, fresh] = [tf.unstack(gates), tf.unstack(candidate)];
    for (let i = 0; i < size; i++) {
      states.push(layer.step(params, states.at(-1) ?? h, { gates: every[i], candidate: fresh[i] }));
    }
    return { state: { h: states.at(-1) }, out: { h: tf.stack(states) } };
  };
  const xs = { gates: chunked(drive.gates), candidate: chunked(drive.candidate) };
  const { out } = scan(cell, { h: tf.zeros([batch, hidden]) }, xs);
  return tf.reshape(out.h, [time, batch, hidden]);
}

const ways = {
  unrolled: { unrolled: Number.POSITIVE_INFINITY, states: (params, x) => layer.apply(params, x).states },
  loop: { unrolled: 0, states: (params, x) => layer.apply(params, x).states },
  chunks: { unrolled: 0, states: (params, x) => inChunks(params, x, chunk) },
};

/** Milliseconds, from an arbitrary start. */
function now() {
  if (options.clock === "wall") return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function measure(way, time) {
  const { unrolled, states } = ways[way];
  const tree = { model: { ...layer.params, weight: { shape: [hidden], init: normal(1) } } };
  const arena = engine.createArena(tree);
  engine.initialiseArena(arena, { seed: 1n });
  const program = ({ model }, { x }) => ({ loss: tf.mean(tf.sin(tf.mul(states(model, x), model.weight))) });
  const signature = {
    inputs: { x: { shape: [time, batch, input], dtype: "float32" } },
    training: true,
    gradients: [{ of: "loss", params: ["model"] }],
  };
  const x = Float32Array.from({ length: time * batch * input }, (_, i) => Math.sin(i * i));
  const start = now();
  const compiled = await engine.createOnnxEngine({ threads, unrolled }).compile(program, signature, arena);
  const opened = now();
  await compiled.run({ x }, { seed: 1n, step: 0 });
  const first = now();
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const from = now();
    await compiled.run({ x }, { seed: 1n, step: 0 });
    times.push(now() - from);
  }
  compiled.dispose();
  const median = times.sort((a, b) => a - b)[Math.floor(rounds / 2)];
  const name = way === "chunks" ? `chunks of ${chunk}` : way;
  const memory = process.resourceUsage().maxRSS / 1024;
  return [name, time, compiled.nodes, opened - start, first - opened, median, median / time, memory];
}

console.log(
  "| way | steps | operations | start-up, ms | first step, ms | step, ms | per time step, ms | peak memory, MB |",
);
console.log("|---|---|---|---|---|---|---|---|");
for (const time of options.lengths.split(",").map(Number)) {
  for (const way of options.ways.split(",")) {
    const [name, ...figures] = await measure(way, time);
    const digits = [0, 0, 0, 0, 1, 2, 0];
    console.log(`| ${[name, ...figures.map((x, i) => x.toFixed(digits[i]))].join(" | ")} |`);
  }
}
