// Gradient steps beside Hamiltonian moves, from the same seeds of chains, at about equal time: PSNR of the mean over chains, and how
// many of the hidden pixels lie within two deviations of it.
// Usage: npx esbuild tooling/figures/restoration-refinements.ts --bundle --platform=node --format=esm --packages=external
//   --conditions=@elbo/source --outfile=packages/vae/node_modules/.refinements.mjs, then node that file RUN [EXAMPLES].

import { createArena, createOnnxEngine } from "../../packages/engine/src/index.ts";
import { psnr } from "../../packages/metrics/src/index.ts";
import { builtInParts } from "../../packages/vae/src/all.ts";
import { assemble } from "../../packages/vae/src/assembly/assemble.ts";
import { loadWeights } from "../../packages/vae/src/checkpoints/load-weights.ts";
import { parseConfig } from "../../packages/vae/src/config/parse-config.ts";
import { createRegistry } from "../../packages/vae/src/registry/registry.ts";
import { climbChains } from "../../packages/vae/src/restoration/climb-chains.ts";
import { damageExamples } from "../../packages/vae/src/restoration/damage-examples.ts";
import { damagedBatch } from "../../packages/vae/src/restoration/damaged-batch.ts";
import { openCorruption } from "../../packages/vae/src/restoration/open-corruption.ts";
import { seedChains } from "../../packages/vae/src/restoration/seed-chains.ts";
import { walkChains } from "../../packages/vae/src/restoration/walk-chains.ts";
import { openRunFolder } from "../../packages/vae/src/runs/run-folder.ts";
import { createSession } from "../../packages/vae/src/session/session.ts";

const [folder = "", examples = "16"] = process.argv.slice(2);
const [count, chains, size] = [Number(examples), 16, 784];
const run = await openRunFolder(folder);
const registry = createRegistry(builtInParts);
const config = parseConfig(run.config, registry);
const assembled = await assemble(config, registry);
const arena = createArena(assembled.tree);
await loadWeights(run.checkpoints, "last", arena, config);
const session = createSession(assembled, createOnnxEngine({ threads: 1 }), arena);
const field = assembled.dataset.fields.x as NonNullable<typeof assembled.dataset.fields.x>;
const x = new Float32Array(count * size);
await assembled.dataset.splits.test.read(
  Int32Array.from({ length: count }, (_, i) => i),
  { x },
  { seed: 0n, step: 0 },
);
const train = new Float32Array(500 * size);
await assembled.dataset.splits.train.read(
  Int32Array.from({ length: 500 }, (_, i) => i),
  { x: train },
  { seed: 0n, step: 0 },
);
const typical = new Float32Array(size);
train.forEach((v, i) => {
  typical[i % size] = (typical[i % size] as number) + v / 500;
});
const pause = async () => {};
const moments = (mean: ArrayLike<number>) => {
  const [m, s] = [new Float64Array(count * size), new Float64Array(count * size)];
  for (let i = 0; i < mean.length; i++) {
    const v = mean[i] as number;
    m[i % m.length] = (m[i % m.length] as number) + v / chains;
    s[i % s.length] = (s[i % s.length] as number) + (v * v) / chains;
  }
  return { mean: m, variance: s.map((v, i) => Math.max(0, v - (m[i] as number) ** 2)) };
};

for (const [title, corruptionConfig, hide] of [
  ["bottom half hidden", [], true],
  ["Gaussian noise 0.5", [{ kind: "gaussian-noise", sigma: 0.5 }], false],
] as const) {
  const corruption = openCorruption(corruptionConfig, field);
  const y = damageExamples(x, field, corruptionConfig, 11n);
  const mask = Float32Array.from({ length: y.length }, (_, i) => (hide && i % size >= size / 2 ? 0 : 1));
  const batch = damagedBatch({ x: y, "x.mask": mask }, session, corruption, { first: 0, count, size: count });
  const how = { chains, seed: 1n, batchNumber: 0, typical, exact: corruption.exact };
  const score = (name: string, { mean, variance }: { mean: Float64Array; variance: Float64Array }, seconds: number) => {
    let [dB, within, counted] = [0, 0, 0];
    for (let n = 0; n < count; n++) {
      const [from, to] = [n * size, (n + 1) * size];
      const own = Float32Array.from({ length: size }, (_, i) =>
        corruption.exact && mask[from + i] === 1
          ? (y[from + i] as number)
          : Math.min(1, Math.max(0, mean[from + i] as number)),
      );
      dB += psnr(x.subarray(from, to), own) / count;
    }
    for (let i = 0; i < x.length; i++) {
      if (corruption.exact && mask[i] === 1) continue;
      counted++;
      if (Math.abs((x[i] as number) - (mean[i] as number)) <= 2 * Math.sqrt(variance[i] as number)) within++;
    }
    console.log(
      `${title}: ${name}: ${dB.toFixed(2)} dB, ${((100 * within) / counted).toFixed(1)} % within 2 deviations, ${seconds.toFixed(1)} s`,
    );
  };
  await seedChains(session, batch, corruption, how, pause); // compiles
  const clock = async <T>(work: () => Promise<T>) => {
    const began = process.cpuUsage();
    const found = await work();
    const { user } = process.cpuUsage(began);
    return { found, seconds: user / 1e6 };
  };
  const { found: start, seconds } = await clock(() => seedChains(session, batch, corruption, how, pause));
  const seeded = await climbChains(session, batch, corruption, start, { chains, steps: 0, rate: 0 });
  score("seeds alone", moments(seeded.mean as Float32Array), seconds);
  for (const moves of [10, 20, 40]) {
    const walked = await clock(() => walkChains(session, batch, corruption, start, { ...how, moves }, pause));
    score(`${moves} Hamiltonian moves`, walked.found.moments, walked.seconds);
  }
  for (const steps of [100, 200, 400]) {
    for (const rate of [0.01, 0.05]) {
      const climbed = await clock(() => climbChains(session, batch, corruption, start, { chains, steps, rate }));
      const { mean, variance } = moments(climbed.found.mean as Float32Array);
      const own = climbed.found.variance;
      if (own)
        own.forEach((v, i) => {
          variance[i % variance.length] = (variance[i % variance.length] as number) + v / chains;
        });
      score(`${steps} gradient steps, rate ${rate}`, { mean, variance }, climbed.seconds);
    }
  }
}
session.dispose();
