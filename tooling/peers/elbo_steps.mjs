// elbo's own side of the comparison: the onnx engine from the built packages, fresh binarisation or tokens, fresh noise
// and Adam in every step. Usage: node elbo_steps.mjs --model dense|conv|gru [--threads 1] [--engine onnx|node]
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { models, sequence } from "./elbo-models.mjs";

const engineFolder = new URL("../../packages/engine/", import.meta.url);
const built = (name) => import(new URL(`../../packages/${name}/dist/index.js`, import.meta.url));
const tf = createRequire(new URL("package.json", engineFolder))("@tensorflow/tfjs-core");

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
const [threads, batch, warmup, steps] = ["threads", "batch", "warmup", "steps"].map((name) => Number(options[name]));

/** Fills the inputs of one step as a data set does: grey values binarised anew, or other tokens. */
function presenter(program, inputs) {
  const arrays = Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, dtype }]) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [name, dtype === "int32" ? new Int32Array(size) : new Float32Array(size)];
    }),
  );
  const grey = Uint8Array.from({ length: batch * 784 }, () => 256 * Math.random());
  return (step) => {
    if (arrays.x) {
      for (let row = 0; row < batch; row++) {
        const range = [784 * row, 784 * (row + 1)];
        program.binarise(grey.subarray(...range), arrays.x.subarray(...range), { seed: 0n, step, index: row });
      }
    } else {
      arrays.tokens.forEach((_, at) => {
        arrays.tokens[at] = 2 + ((at * 7 + step) % (sequence.vocabulary - 2));
      });
      arrays.before.fill(1).set(arrays.tokens.subarray(0, -batch), batch);
    }
    return arrays;
  };
}

async function prepare() {
  const [engine, program] = [await built("engine"), await built("program")];
  const { tree, inputs, program: run } = models[options.model](tf, program, batch);
  const arena = engine.createArena(tree, { slots: ["m", "v"] });
  engine.initialiseArena(arena, { seed: BigInt(options.seed) });
  const kernels = engine.createOptimiserKernels(arena);
  const chosen = options.engine === "onnx" ? engine.createOnnxEngine({ threads }) : engine.nodeEngine;
  const gradients = [{ of: "loss", params: Object.keys(tree) }];
  if ((await chosen.available()) !== true) throw new Error(`the ${options.engine} engine is not available`);
  const compiled = await chosen.compile(run, { inputs, training: true, gradients }, arena);
  return { arena, kernels, compiled, present: presenter(program, inputs) };
}

const { arena, kernels, compiled, present } = await prepare();
const settings = { rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
let done = 0;
let loss = Number.NaN;
async function step() {
  const outputs = await compiled.run(present(done), { seed: 0n, step: done });
  done += 1;
  kernels.adam({ offset: 0, length: arena.trainable }, { first: "m", second: "v" }, { ...settings, step: done });
  loss = outputs.loss[0];
}

await step();
const first = loss;
for (let i = 1; i < warmup; i++) await step();
const times = [];
for (let i = 0; i < steps; i++) {
  const start = performance.now();
  await step();
  times.push(performance.now() - start);
}
if (!(loss < first)) throw new Error(`the loss did not fall: ${first} -> ${loss}`);
const median = [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
console.log(
  JSON.stringify({ peer: `elbo ${options.engine}`, model: options.model, threads, median, first, loss, times }),
);
