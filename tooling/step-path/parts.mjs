// What happens around the runtime in one step of the dense VAE, each part alone, warm.
import { create, engine, program } from "./model.mjs";
import { median } from "./observe.mjs";

const REPEATS = 15;

/** Milliseconds per call, the median of stretches of `calls`. */
async function timed(now, calls, work) {
  const stretches = [];
  for (let i = 0; i < REPEATS + 3; i++) {
    const began = now();
    for (let call = 0; call < calls; call++) await work(i * calls + call);
    stretches.push((now() - began) / calls);
  }
  return median(stretches.slice(3));
}

/** [name, milliseconds] of each part. */
export async function parts(now) {
  const [vae, { createArena, createOptimiserKernels }, { fillNoise }] = [
    await create({ steps: 1 }),
    await engine(),
    await program(),
  ];
  const { train } = vae.dataset.splits;
  const x = new Float32Array(128 * 784);
  const indices = Int32Array.from({ length: 128 }, (_, i) => (i * 467) % train.length);
  const arena = createArena(
    { encoder: { w: { shape: [vae.parameters], init: ({ size }) => new Float32Array(size) } } },
    { slots: ["m", "v", "average"] },
  );
  arena.gradients.forEach((_, i) => {
    arena.gradients[i] = Math.sin(i) / 100;
  });
  const range = { offset: 0, length: arena.trainable };
  const kernels = createOptimiserKernels(arena);
  const slots = { first: "m", second: "v", average: "average" };
  const adam = (more) => (step) =>
    kernels.adam(range, slots, { rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: step + 1, ...more });
  const draws = { z: new Float32Array(128 * 20), many: new Float32Array(50 * 20 * 50) };
  const normal = (out) => (step) => fillNoise(out, { law: "normal" }, { seed: 1n, step, path: "loss/z" });
  const found = [
    [
      "gather and binarise 128 x 784 pixels",
      await timed(now, 50, (step) => train.read(indices, { x }, { seed: 1n, step })),
    ],
    ["normals [128, 20]", await timed(now, 200, normal(draws.z))],
    ["normals [50, 20, 50]", await timed(now, 50, normal(draws.many))],
    ["norm of the gradient", await timed(now, 20, () => kernels.globalNorm([range]))],
    ["Adam", await timed(now, 20, adam({}))],
    ["Adam with clipping factor and average", await timed(now, 20, adam({ scale: 0.5, averageDecay: 0.999 }))],
    ["average on its own", await timed(now, 20, () => kernels.average(range, "average", 0.999))],
  ];
  await vae.close();
  return found;
}
