import { parseArgs } from "node:util";
import { contenders, pythonOf } from "./contenders.mjs";
import { interleave } from "./interleave.mjs";
import { ratio, spread } from "./ratios.mjs";

/** Options of a benchmark that prints one table. */
export const turnsOptions = () =>
  parseArgs({
    options: {
      rounds: { type: "string", default: "5" },
      milliseconds: { type: "string", default: "800" },
      threads: { type: "string", default: "1,2" },
      "python-torch": { type: "string" },
    },
  }).values;

/** PyTorch eager as an entry, if it is there. */
export async function pytorchEntries(options) {
  if ((await contenders.PyTorch.version(options)) === undefined) return [];
  return [{ name: "PyTorch", version: "", command: [pythonOf("torch", options), ["torch_steps.py"]] }];
}

const shown = ({ median, least, greatest }, digits) =>
  `${median.toFixed(digits)} (${least.toFixed(digits)}-${greatest.toFixed(digits)})`;

/** Takes a model in turns and prints a row for each entry and number of threads: its time, and the first entry's over it. */
export async function printTurns(entries, model, [what, over], options) {
  console.log(`| threads | ${what} | ms per step | ${over} over it |\n|---|---|---|---|`);
  for (const threads of options.threads.split(",").map(Number)) {
    const found = await interleave(entries, {
      args: ["--model", model],
      threads,
      rounds: Number(options.rounds),
      milliseconds: Number(options.milliseconds),
    });
    for (const { name, rounds } of found) {
      const own = found[0].rounds;
      console.log(`| ${threads} | ${name} | ${shown(spread(rounds), 1)} | ${shown(ratio(own, rounds), 2)} |`);
    }
  }
}
