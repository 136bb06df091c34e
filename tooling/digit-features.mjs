// Trains the classifier behind `digit-features` on MNIST's 60,000 training digits (grey, 0..1) with elbo's own layers, engine
// and Adam, and writes its weights. Seeded: the same bits on one machine.
// Usage, after a build: node tooling/digit-features.mjs [--epochs 6] [--out packages/vae/weights/digit-features.safetensors]
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    epochs: { type: "string", default: "6" },
    out: { type: "string", default: "packages/vae/weights/digit-features.safetensors" },
  },
});
const built = (path) => import(new URL(`../packages/${path}/dist/index.js`, import.meta.url));
const { createArena, createOnnxEngine, createOptimiserKernels, initialiseArena } = await built("engine");
const { mnistData } = await built("datasets");
const { crossEntropy, fillNoise } = await built("program");
const { digitNet, digitNetParams, encodeSafetensors, tensorsOfArena } = await built("vae");
const tf = createRequire(new URL("../packages/engine/package.json", import.meta.url))("@tensorflow/tfjs-core");

const BATCH = 128;
const RATE = 2e-3;
const data = await mnistData.create({ kind: "mnist", binarise: "none", validation: 0, seed: 0 }).open();
const { train, test } = data.splits;
const arena = createArena(digitNetParams, { slots: ["m", "v"] });
initialiseArena(arena, { seed: 1n });
const kernels = createOptimiserKernels(arena);
const program = (params, inputs, context) => {
  const { logits } = digitNet(params, inputs, context);
  return { loss: tf.mean(crossEntropy(tf.cast(tf.oneHot(inputs.label, 10), "float32"), logits)) };
};
const inputs = (batch) => ({
  x: { shape: [batch, 28, 28, 1], dtype: "float32" },
  label: { shape: [batch], dtype: "int32" },
});
const engine = createOnnxEngine({ threads: 1 });
const gradients = [{ of: "loss", params: ["digits"] }];
const step = await engine.compile(program, { inputs: inputs(BATCH), training: true, gradients }, arena);
const { x: image } = inputs(BATCH);
const read = async (split, indices) => {
  const into = { x: new Float32Array(indices.length * 784), label: new Int32Array(indices.length) };
  await split.read(indices, into);
  return into;
};
const epochs = Number(values.epochs);
const steps = epochs * Math.floor(train.length / BATCH);
let taken = 0;
for (let epoch = 0; epoch < epochs; epoch++) {
  const order = new Float32Array(train.length);
  fillNoise(order, { law: "permutation" }, { seed: 1n, step: epoch, path: "digit-features/order", row: train.length });
  let sum = 0;
  for (let first = 0; first + BATCH <= train.length; first += BATCH) {
    const { loss } = await step.run(await read(train, Int32Array.from(order.subarray(first, first + BATCH))), {
      seed: 1n,
      step: taken,
    });
    const rate = RATE * 0.5 * (1 + Math.cos((Math.PI * taken) / steps));
    taken++;
    const settings = { rate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: taken, weightDecay: 1e-2, decoupled: true };
    kernels.adam(arena.groups.digits, { first: "m", second: "v" }, settings);
    sum += loss[0];
  }
  console.log(`epoch ${epoch + 1}: cross-entropy ${(sum / Math.floor(train.length / BATCH)).toFixed(4)}`);
}
const out = { x: { ...image, shape: [100, 28, 28, 1] } };
const classify = await engine.compile(digitNet, { inputs: out, training: false }, arena);
let right = 0;
for (let first = 0; first < test.length; first += 100) {
  const { x, label } = await read(
    test,
    Int32Array.from({ length: 100 }, (_, i) => first + i),
  );
  const { logits } = await classify.run({ x }, { seed: 0n, step: 0 });
  for (let row = 0; row < 100; row++) {
    const own = logits.subarray(row * 10, row * 10 + 10);
    if (own.indexOf(Math.max(...own)) === label[row]) right++;
  }
}
console.log(`test digits right: ${((100 * right) / test.length).toFixed(2)} %`);
const parameters = new Map([...tensorsOfArena(arena)].filter(([name]) => !name.startsWith("slot/")));
await writeFile(values.out, encodeSafetensors(parameters));
process.exit(0);
