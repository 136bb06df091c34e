// A convolutional VAE (32/64 filters, 4x4, stride 2, z 16) trained in PyTorch on MNIST, imported by `elbo import`, measured
// on the same test examples with the same noise by both: the figures of docs/guides/import.md.
// Usage, after a build:  node tooling/import-proof.mjs [--epochs 1] [--examples 100] [--engines cpu,node,onnx] [--python python3]
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { must } from "./run.mjs";

const text = (value) => ({ type: "string", default: value });
const { values: options } = parseArgs({
  options: { epochs: text("1"), examples: text("100"), engines: text("cpu,node,onnx"), python: text("python3") },
});
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "elbo-import-"));
const at = (name) => join(folder, name);
const node = (script, ...args) => must(process.execPath, [here(script), ...args], { limit: 3_600_000 });
const python = (...args) => must(options.python, [here("./peers/conv_vae_training.py"), ...args], { limit: 3_600_000 });
const elbo = (...args) => node("../apps/cli/dist/main.js", ...args);
const lastLine = (output) => JSON.parse(output.trim().split("\n").at(-1));

const config = {
  data: { kind: "mnist" },
  likelihood: { kind: "bernoulli" },
  // PyTorch's model does not bound its log-variance.
  latents: { kind: "single", posterior: { kind: "gaussian", dimension: 16, logVarianceRange: [-50, 50] } },
  encoder: { kind: "conv" },
  decoder: { kind: "conv" },
  loss: { kind: "elbo" },
};
const map = {
  parameters: {
    "encoder/net/trunk/layer0": { from: "encoder.0", padding: 1 },
    "encoder/net/trunk/layer1": { from: "encoder.2", padding: 1 },
    "encoder/net/heads/mean": { from: "encoder.5", outputs: [0, 16] },
    "encoder/net/heads/log-variance": { from: "encoder.5", outputs: [16, 32] },
    "decoder/net/start/spread": "decoder.0",
    "decoder/net/trunk/layer0": { from: "decoder.3", padding: 1 },
    "decoder/net/heads/logits": { from: "decoder.5", padding: 1 },
  },
};

try {
  writeFileSync(at("config.json"), JSON.stringify(config));
  writeFileSync(at("map.json"), JSON.stringify(map));
  const { examples, epochs } = options;
  const inputs = ["--examples", examples, "--train", at("train.u8"), "--count", "60000"];
  await node("./fixtures/evaluation-inputs.mjs", at("config.json"), at("inputs.json"), ...inputs);
  const trained = await python("--data", at("train.u8"), "--epochs", epochs, "--weights", at("weights.safetensors"));
  console.log(trained.trim());
  const torch = lastLine(await python("--weights", at("weights.safetensors"), "--inputs", at("inputs.json")));
  console.log(JSON.stringify({ torch }));
  for (const engine of options.engines.split(",")) {
    const source = [at("weights.safetensors"), "--config", at("config.json"), "--map", at("map.json")];
    const where = ["--set", `engine=${engine}`, "--runs", at("runs"), "--name", engine, "--json"];
    const { run } = JSON.parse(await elbo("import", ...source, ...where));
    const figures = JSON.parse(await elbo("evaluate", run, "--examples", examples, "--importance", "0", "--json"));
    const { engine: used } = JSON.parse(readFileSync(join(run, "config.json"), "utf8"));
    const gap = Object.fromEntries(
      Object.entries(torch.float64).map(([name, value]) => [name, Math.abs(figures[name] - value)]),
    );
    console.log(JSON.stringify({ engine: used, negativeElbo: figures.negativeElbo, differenceToFloat64: gap }));
    if (!(gap.negativeElbo < 1e-3)) throw new Error(`${engine} differs by ${gap.negativeElbo} nats`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
