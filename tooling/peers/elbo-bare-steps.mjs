// The gradient and Adam of a config's model, and nothing else: one batch of zeros and ones, read once. What the trainer's
// data, log, validation and checkpoints add is measured against this.
// Usage, after a build: node elbo-bare-steps.mjs --model dense [--threads 1]
import { configOf } from "./elbo-configs.mjs";
import { readArguments, serve } from "./turns.mjs";

const built = (path) => import(new URL(`../../packages/${path}.js`, import.meta.url));
const options = readArguments({ engine: { type: "string", default: "onnx" } });
const [vae, { builtInParts }, engines] = [
  await built("vae/dist/index"),
  await built("vae/dist/all"),
  await built("engine/dist/index"),
];
const registry = vae.createRegistry(builtInParts);
const { batch } = options.sizes;
const assembled = await vae.assemble(
  vae.parseConfig(configOf(options.model, options.sizes, options), registry),
  registry,
);
const arena = engines.createArena(assembled.tree, { slots: ["m", "v"] });
engines.initialiseArena(arena, { seed: 0n, examples: {} });
const kernels = engines.createOptimiserKernels(arena);
const { program, signature } = assembled.objective(Object.keys(assembled.objectives)[0], batch);
const compiled = await engines.createOnnxEngine({ threads: options.threads }).compile(program, signature, arena);

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };
const inputs = Object.fromEntries(
  Object.entries(signature.inputs).map(([name, { shape, dtype }]) => [
    name,
    new arrays[dtype](shape.reduce((a, b) => a * b, 1)),
  ]),
);
inputs.weight.fill(1);
await assembled.dataset.splits.train.read(
  Int32Array.from({ length: batch }, (_, row) => row),
  { x: inputs.x },
);

const settings = { rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
let done = 0;
const step = async () => {
  const { objective } = await compiled.run(inputs, { seed: 0n, step: done });
  done += 1;
  kernels.adam({ offset: 0, length: arena.trainable }, { first: "m", second: "v" }, { ...settings, step: done });
  return objective[0];
};
const parameters = arena.entries.reduce((sum, { size }) => sum + size, 0);
await serve(step, { peer: "elbo onnx, bare", version: "", parameters }, options);
