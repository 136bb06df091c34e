// The convolutional model's training step with and without the runtime's own image layout, in turns, against PyTorch's if it
// is there. Usage, after a build: node tooling/bench-layouts.mjs [--rounds 5] [--milliseconds 800] [--threads 1,2]
import { printTurns, pytorchEntries, turnsOptions } from "./bench/turns-table.mjs";

const options = turnsOptions();
const elbo = (name, args) => ({ name, version: "", command: [process.execPath, ["elbo-raw-steps.mjs", ...args]] });
const entries = [elbo("blocks", []), elbo("standard operations", ["--no-blocks"]), ...(await pytorchEntries(options))];
await printTurns(entries, "conv", ["layout", "blocks"], options);
