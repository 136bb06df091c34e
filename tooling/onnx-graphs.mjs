// Writes the training graphs of eight models as the engine opens them, gradients and state updates included, to look at
// or to hand to the official checker; without the runtime's own image layout, which is no part of the standard. After a build.
// Usage:  node tooling/onnx-graphs.mjs FOLDER
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(new URL("../apps/cli/package.json", import.meta.url));
const load = async (name) => import(pathToFileURL(require.resolve(name)).href);

const dense = { kind: "dense", hidden: [32] };
const conv = { kind: "conv", layers: [{ channels: 4, kernel: 4, stride: 2 }] };
const recurrent = { kind: "recurrent", embedding: 8, hidden: 16 };
const single = (prior) => ({ kind: "single", posterior: { kind: "gaussian", dimension: 4 }, ...(prior && { prior }) });
const digits = { data: { kind: "mnist" }, likelihood: { kind: "bernoulli" } };
const numbers = { data: { kind: "linear-gaussian" }, likelihood: { kind: "gaussian", sigma: { kind: "learned" } } };
const start = { ...digits, latents: single(), encoder: dense, decoder: dense, loss: { kind: "elbo" } };

const configs = {
  dense: start,
  conv: { ...start, encoder: conv, decoder: { ...conv, layers: [], start: 4, output: { kernel: 4, stride: 2 } } },
  iwae: { ...start, loss: { kind: "iwae", samples: 5 } },
  vamp: { ...start, latents: single({ kind: "vamp", components: 7 }), loss: { kind: "elbo", freeBits: { nats: 0.5 } } },
  vq: {
    ...start,
    latents: { kind: "single", posterior: { kind: "vq", shape: [4, 4], codes: 16, reviveBelow: 0.1 } },
  },
  factor: { ...start, ...numbers, loss: { kind: "factor", layers: 2, width: 16 } },
  "top-down": {
    ...start,
    ...numbers,
    latents: {
      kind: "top-down",
      sites: [2, 3].map((dimension) => ({ name: `z${dimension}`, dimension })),
      widths: [8],
    },
  },
  text: {
    ...start,
    data: { kind: "names" },
    likelihood: { kind: "categorical" },
    encoder: recurrent,
    decoder: { ...recurrent, tokenDropout: 0.2 },
  },
};

const BATCH = 16;

async function main(folder) {
  if (!folder) throw new Error("name a folder to write to");
  const [vae, { builtInParts }] = [await load("@elbo/vae"), await load("@elbo/vae/all")];
  const { createArena, createOnnxEngine } = await load("@elbo/engine");
  const registry = vae.createRegistry(builtInParts);
  mkdirSync(folder, { recursive: true });
  for (const [name, config] of Object.entries(configs)) {
    const assembled = await vae.assemble(vae.parseConfig(config, registry), registry);
    const arena = createArena(assembled.tree);
    for (const objective of Object.keys(assembled.objectives)) {
      const { program, signature } = assembled.objective(objective, BATCH);
      const file = join(folder, `${name}-${objective}.onnx`);
      const engine = createOnnxEngine({ blocks: false, onFile: ({ bytes }) => writeFileSync(file, bytes) });
      (await engine.compile(program, signature, arena)).dispose();
      console.log(file);
    }
    await assembled.dataset.close?.();
  }
}

await main(process.argv[2]);
