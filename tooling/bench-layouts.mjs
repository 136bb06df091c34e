// The convolutional model's training step with and without the runtime's own image layout, in turns, against PyTorch's if it
// is there. Usage, after a build: node tooling/bench-layouts.mjs [--rounds 5] [--milliseconds 800] [--threads 1,2]
import { parseArgs } from "node:util";
import { contenders, pythonOf } from "./bench/contenders.mjs";
import { interleave } from "./bench/interleave.mjs";
import { ratio, spread } from "./bench/ratios.mjs";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    milliseconds: { type: "string", default: "800" },
    threads: { type: "string", default: "1,2" },
    "python-torch": { type: "string" },
  },
});
const elbo = (name, args) => ({ name, version: "", command: [process.execPath, ["elbo-raw-steps.mjs", ...args]] });
const entries = [elbo("blocks", []), elbo("standard operations", ["--no-blocks"])];
if ((await contenders.PyTorch.version(options)) !== undefined) {
  entries.push({ name: "PyTorch", version: "", command: [pythonOf("torch", options), ["torch_steps.py"]] });
}
const shown = ({ median, least, greatest }, digits) =>
  `${median.toFixed(digits)} (${least.toFixed(digits)}-${greatest.toFixed(digits)})`;

console.log("| threads | layout | ms per step | blocks over it |\n|---|---|---|---|");
for (const threads of options.threads.split(",").map(Number)) {
  const found = await interleave(entries, {
    args: ["--model", "conv"],
    threads,
    rounds: Number(options.rounds),
    milliseconds: Number(options.milliseconds),
  });
  for (const { name, rounds } of found) {
    const own = found[0].rounds;
    console.log(`| ${threads} | ${name} | ${shown(spread(rounds), 1)} | ${shown(ratio(own, rounds), 2)} |`);
  }
}
