// Training steps of a residual VAE of digits, shipped trainer, in turns with PyTorch eager in its faster image order.
// Usage, after a build: node tooling/bench-residual.mjs [--rounds 5] [--milliseconds 800] [--threads 1,2] [--python-torch PATH]
import { parseArgs } from "node:util";
import { pythonOf } from "./bench/contenders.mjs";
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
const entries = [
  { name: "elbo", version: "", command: [process.execPath, ["elbo-config-steps.mjs"]] },
  { name: "PyTorch", version: "", command: [pythonOf("torch", options), ["torch_steps.py"]] },
];
const shown = ({ median, least, greatest }, digits) =>
  `${median.toFixed(digits)} (${least.toFixed(digits)}-${greatest.toFixed(digits)})`;

console.log("| threads | | ms per step | elbo over it |\n|---|---|---|---|");
for (const threads of options.threads.split(",").map(Number)) {
  const found = await interleave(entries, {
    args: ["--model", "residual"],
    threads,
    rounds: Number(options.rounds),
    milliseconds: Number(options.milliseconds),
  });
  for (const { name, rounds } of found) {
    const over = ratio(found[0].rounds, rounds);
    console.log(`| ${threads} | ${name} | ${shown(spread(rounds), 1)} | ${shown(over, 2)} |`);
  }
}
