// The `elbo` that snippets find on PATH: the built command, with trainings cut short so that a page runs in seconds.
// ELBO_SNIPPET_STEPS (default 3) is the number of optimiser steps that every `epochs` and `steps` becomes;
// evaluations look at no more than 100 examples with 10 importance samples. ELBO_SNIPPET_STEPS=full changes nothing.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const main = fileURLToPath(new URL("../../apps/cli/dist/main.js", import.meta.url));
const fromCli = createRequire(main);
const { parse } = await import(pathToFileURL(fromCli.resolve("yaml")).href);
const steps = process.env.ELBO_SNIPPET_STEPS ?? "3";

/** `epochs` and `steps` of a training, at any depth below it (stages), become few steps. */
function short(training) {
  if (Array.isArray(training)) return training.map(short);
  if (typeof training !== "object" || training === null) return training;
  const { epochs, steps: given, stages, ...rest } = training;
  const timed = epochs === undefined && given === undefined ? {} : { steps: Number(steps) };
  return { ...rest, ...timed, ...(stages === undefined ? {} : { stages: stages.map(short) }) };
}

const withShort = (config) => ("training" in config ? { ...config, training: short(config.training) } : config);
const mapValues = (record, change) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

const shortMatrix = ({ base = {}, data, variants, evaluate = {}, ...rest }) => ({
  ...rest,
  base: withShort(base),
  data: mapValues(data, withShort),
  variants: mapValues(variants, ({ config, ...variant }) => ({ ...variant, config: withShort(config) })),
  evaluate: { ...evaluate, importance: 10, examples: 100, importanceExamples: 50, samples: 16 },
});

/** Writes the shortened file beside the original's name, in a folder of its own. */
function shortened(file, value) {
  mkdirSync(".short", { recursive: true });
  const at = join(".short", `${basename(file).replace(/\.\w+$/, "")}.json`);
  writeFileSync(at, JSON.stringify(value));
  return at;
}

/** A file, or a config that comes along, by its name. */
function read(file) {
  const known = ["", "bench-"].map((sort) => new URL(`../../configs/${sort}${file}.yaml`, import.meta.url));
  return parse(readFileSync([file, ...known].find(existsSync) ?? file, "utf8"));
}

async function shorten([command, ...args]) {
  const settings = args.map((word) => word.replace(/^training\.(epochs|steps)=\d+$/, `training.steps=${steps}`));
  const [file, ...rest] = settings;
  if (command === "train" && file !== undefined && !file.startsWith("-")) {
    const config = read(file);
    return [
      command,
      shortened(file, config.training ? withShort(config) : { ...config, training: short({ epochs: 1 }) }),
      ...rest,
    ];
  }
  if (command === "bench" && file !== undefined && !file.startsWith("-")) {
    const { quickMatrix } = await import(pathToFileURL(fromCli.resolve("@elbo/bench")).href);
    return [command, shortened(file, shortMatrix(file === "quick" ? quickMatrix : read(file))), ...rest];
  }
  const trains = args.includes("--model") ? [] : ["--set", `training.steps=${steps}`];
  if (command === "synthesize") return [command, ...args, ...trains];
  if (command === "impute") return [command, ...args, ...trains, "--samples", "20"];
  if (command === "evaluate") return [command, ...args, "--examples", "100", "--importance", "10"];
  return [command, ...args];
}

const given = process.argv.slice(2);
const args = steps === "full" ? given : await shorten(given);
const { status } = spawnSync(process.execPath, [main, ...args], { stdio: "inherit" });
process.exitCode = status ?? 1;
