// The log curve of configs/altosaar-2018-vae.yaml beside the one that the reference implementation prints: -ELBO and NLL by 128
// importance samples on the 10,000 validation digits after 5,000, 10,000 and 30,000 steps, mean and standard deviation over
// seeds. A shorter training is a longer one's beginning, step for step, so each point is a run of its own.
// Usage, after a build: node tooling/figures/altosaar.mjs [--seeds 1,2,3] [--steps 5000,10000,30000] [--importance 128]
//   [--examples 10000] [--runs FOLDER]
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** Validation bound and likelihood of the reference, nats, by steps. */
const published = { 5000: [112.57, 107.01], 10000: [108.49, 102.62], 20000: [106.23, 100.04], 30000: [104.5, 98.34] };

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1,2,3" },
    steps: { type: "string", default: "5000,10000,30000" },
    importance: { type: "string", default: "128" },
    examples: { type: "string", default: "10000" },
    runs: { type: "string", default: "runs" },
  },
});
const numbers = (text) => text.split(",").map(Number);
const command = fileURLToPath(new URL("../../apps/cli/dist/main.js", import.meta.url));
const config = fileURLToPath(new URL("../../configs/altosaar-2018-vae.yaml", import.meta.url));
const elbo = (...words) =>
  execFileSync("node", [command, ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

/** Trains to `steps` and evaluates on the validation split. */
function measure(steps, seed) {
  const sets = [`training.steps=${steps}`, `seed=${seed}`, `data.seed=${seed}`].flatMap((set) => ["--set", set]);
  const { run } = JSON.parse(
    elbo("train", config, "--runs", values.runs, "--json", ...sets)
      .trim()
      .split("\n")
      .at(-1),
  );
  const options = ["--split", "validation", "--importance", values.importance, "--examples", values.examples, "--json"];
  const { negativeElbo, nll } = JSON.parse(elbo("evaluate", run, ...options));
  return [negativeElbo, nll?.value ?? Number.NaN];
}

const summary = (found) => {
  const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
  const spread = Math.sqrt(found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(found.length - 1, 1));
  return `${mean.toFixed(2)} (${spread.toFixed(2)})`;
};

console.log(`| steps | -ELBO | published | NLL, k = ${values.importance} | published |\n|---|---|---|---|---|`);
for (const steps of numbers(values.steps)) {
  const found = numbers(values.seeds).map((seed) => measure(steps, seed));
  const [bound, likelihood] = [0, 1].map((i) => summary(found.map((pair) => pair[i])));
  const [theirs, theirNll] = published[steps] ?? ["-", "-"];
  console.log(`| ${steps} | ${bound} | ${theirs} | ${likelihood} | ${theirNll} |`);
}
