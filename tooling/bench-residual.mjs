// Training steps of a residual VAE of digits, shipped trainer, in turns with PyTorch eager in its faster image order, if it is there.
// Usage, after a build: node tooling/bench-residual.mjs [--rounds 5] [--milliseconds 800] [--threads 1,2] [--python-torch PATH]
import { printTurns, pytorchEntries, turnsOptions } from "./bench/turns-table.mjs";

const options = turnsOptions();
const elbo = { name: "elbo", version: "", command: [process.execPath, ["elbo-config-steps.mjs"]] };
await printTurns([elbo, ...(await pytorchEntries(options))], "residual", ["", "elbo"], options);
