// The gradient and Adam of a config's model with the shipped parts, and nothing else: one batch, read once.
import { fileURLToPath } from "node:url";
import { configOf } from "./elbo-configs.mjs";

const built = (path) => import(new URL(`../../packages/${path}.js`, import.meta.url));
const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

/** { step, parameters, dispose }: `step()` is one gradient and one move and gives the loss, nats per example. */
export async function prepareBare({ model, sizes, threads, ...options }) {
  const [vae, { builtInParts }, engines] = [
    await built("vae/dist/index"),
    await built("vae/dist/all"),
    await built("engine/dist/index"),
  ];
  const own = await vae.loadUserParts(fileURLToPath(new URL("random-tokens.mjs", import.meta.url)));
  const registry = vae.createRegistry([...builtInParts, ...own.definitions]);
  const { batch } = sizes;
  const config = vae.parseConfig(configOf(model, sizes, { seed: 0, engine: "onnx", threads, ...options }), registry);
  const assembled = await vae.assemble(config, registry);
  const arena = engines.createArena(assembled.tree, { slots: ["m", "v"] });
  engines.initialiseArena(arena, { seed: 0n, examples: {} });
  const kernels = engines.createOptimiserKernels(arena);
  const { program, signature } = assembled.objective(Object.keys(assembled.objectives)[0], batch);
  const compiled = await engines.createOnnxEngine({ threads }).compile(program, signature, arena);
  const inputs = Object.fromEntries(
    Object.entries(signature.inputs).map(([name, { shape, dtype }]) => [
      name,
      new arrays[dtype](shape.reduce((a, b) => a * b, 1)),
    ]),
  );
  inputs.weight.fill(1);
  await assembled.dataset.splits.train.read(
    Int32Array.from({ length: batch }, (_, row) => row),
    Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== "weight")),
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
  return { step, parameters, dispose: () => compiled.dispose() };
}
