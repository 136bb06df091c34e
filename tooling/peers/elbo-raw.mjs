// The programs of elbo-models.mjs on an engine of the built packages, as whole training steps: fresh binarisation or
// tokens, fresh noise, gradient, Adam.
import { createRequire } from "node:module";
import { models } from "./elbo-models.mjs";

const engineFolder = new URL("../../packages/engine/", import.meta.url);
const built = (name) => import(new URL(`../../packages/${name}/dist/index.js`, import.meta.url));
const tf = createRequire(new URL("package.json", engineFolder))("@tensorflow/tfjs-core");

/** Grey values, binarised anew at each step as a data set does. */
function binarised(program, { shape: [batch, ...event] }) {
  const pixels = event.reduce((a, b) => a * b, 1);
  const x = new Float32Array(batch * pixels);
  const grey = Uint8Array.from({ length: x.length }, () => 256 * Math.random());
  return (step) => {
    for (let row = 0; row < batch; row++) {
      const range = [pixels * row, pixels * (row + 1)];
      program.binarise(grey.subarray(...range), x.subarray(...range), { seed: 0n, step, index: row });
    }
    return { x };
  };
}

/** New tokens at each step, and the same shifted behind a start mark. */
function written({ shape: [length, batch] }, vocabulary) {
  const tokens = new Int32Array(length * batch);
  const before = new Int32Array(length * batch).fill(vocabulary);
  return () => {
    for (let i = 0; i < tokens.length; i++) tokens[i] = Math.floor(vocabulary * Math.random());
    before.set(tokens.subarray(0, -batch), batch);
    return { tokens, before };
  };
}

/** { step, parameters, dispose }: `step()` is one training step and gives its loss, nats per example. */
export async function prepareRaw({ model, sizes, engine = "onnx", threads, seed = 0, blocks = true }) {
  const [engines, program] = [await built("engine"), await built("program")];
  const { tree, inputs, program: run } = models[model](tf, program, sizes);
  const arena = engines.createArena(tree, { slots: ["m", "v"] });
  engines.initialiseArena(arena, { seed: BigInt(seed) });
  const kernels = engines.createOptimiserKernels(arena);
  const chosen = engine === "onnx" ? engines.createOnnxEngine({ threads, blocks }) : engines.nodeEngine;
  const gradients = [{ of: "loss", params: Object.keys(tree) }];
  if ((await chosen.available()) !== true) throw new Error(`the ${engine} engine is not available`);
  const compiled = await chosen.compile(run, { inputs, training: true, gradients }, arena);
  const present = inputs.x ? binarised(program, inputs.x) : written(inputs.tokens, sizes.vocabulary);
  const settings = { rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  let done = 0;
  const step = async () => {
    const outputs = await compiled.run(present(done), { seed: 0n, step: done });
    done += 1;
    kernels.adam({ offset: 0, length: arena.trainable }, { first: "m", second: "v" }, { ...settings, step: done });
    return outputs.loss[0];
  };
  const parameters = arena.entries.reduce((sum, { size }) => sum + size, 0);
  return { step, parameters, dispose: () => compiled.dispose() };
}
