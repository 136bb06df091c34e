// The models of elbo-models.mjs on an engine of the built packages, as whole training steps: fresh binarisation or tokens,
// fresh noise, gradient, Adam.
import { createRequire } from "node:module";
import { models, sequence } from "./elbo-models.mjs";

const engineFolder = new URL("../../packages/engine/", import.meta.url);
const built = (name) => import(new URL(`../../packages/${name}/dist/index.js`, import.meta.url));
const tf = createRequire(new URL("package.json", engineFolder))("@tensorflow/tfjs-core");

/** Fills the inputs of one step as a data set does: grey values binarised anew, or other tokens. */
function presenter(program, inputs, batch) {
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

/** { step, parameters, dispose }: `step()` is one training step and gives its loss, nats per example. */
export async function prepareRaw({ model, engine = "onnx", threads, batch, seed = 0 }) {
  const [engines, program] = [await built("engine"), await built("program")];
  const { tree, inputs, program: run } = models[model](tf, program, batch);
  const arena = engines.createArena(tree, { slots: ["m", "v"] });
  engines.initialiseArena(arena, { seed: BigInt(seed) });
  const kernels = engines.createOptimiserKernels(arena);
  const chosen = engine === "onnx" ? engines.createOnnxEngine({ threads }) : engines.nodeEngine;
  const gradients = [{ of: "loss", params: Object.keys(tree) }];
  if ((await chosen.available()) !== true) throw new Error(`the ${engine} engine is not available`);
  const compiled = await chosen.compile(run, { inputs, training: true, gradients }, arena);
  const present = presenter(program, inputs, batch);
  const settings = { rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  let done = 0;
  const step = async () => {
    const outputs = await compiled.run(present(done), { seed: 0n, step: done });
    done += 1;
    kernels.adam({ offset: 0, length: arena.trainable }, { first: "m", second: "v" }, { ...settings, step: done });
    return outputs.loss[0];
  };
  return { step, parameters: arena.trainable, dispose: () => compiled.dispose() };
}
