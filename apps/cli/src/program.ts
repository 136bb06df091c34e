import { Command } from "commander";
import { benchCommand } from "./commands/bench.ts";
import { compressCommand } from "./commands/compress.ts";
import { decompressCommand } from "./commands/decompress.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { encodeCommand } from "./commands/encode.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { exportCommand } from "./commands/export.ts";
import { importCommand } from "./commands/import.ts";
import { imputeCommand } from "./commands/impute.ts";
import { initCommand } from "./commands/init.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { interpolateCommand } from "./commands/interpolate.ts";
import { listCommand } from "./commands/list.ts";
import { mapCommand } from "./commands/map.ts";
import { neighboursCommand } from "./commands/neighbours.ts";
import { reconstructCommand } from "./commands/reconstruct.ts";
import { restoreCommand } from "./commands/restore.ts";
import { sampleCommand } from "./commands/sample.ts";
import { schemaCommand } from "./commands/schema.ts";
import { scoreCommand } from "./commands/score.ts";
import { synthesizeCommand } from "./commands/synthesize.ts";
import { trainCommand } from "./commands/train.ts";
import { traverseCommand } from "./commands/traverse.ts";
import { version } from "./version.ts";

const exits = `
Exit codes
  0  done
  1  a defect of elbo: please report it
  2  wrong arguments, a config that cannot be, parts that do not fit
  3  data: a file or folder that is missing, broken or of the wrong kind
  4  engine: it cannot be had, or cannot run this model
  5  checkpoint, run folder or weights to import: missing, damaged, of another config
  6  disk: full, read-only, not allowed, a file in the way
  7  training diverged (NaN or infinity); the last good checkpoint is kept
  130  interrupted by Ctrl-C; what was reached is saved

An error is one line on stderr: where, what was expected, what came, what to do. Results and --json go to stdout.

Examples
  elbo init && elbo train config.yaml
  elbo train config.yaml --set loss.beta=4 --set training.epochs=20
  elbo sample --count 100 --out samples.png
  elbo bench quick`;

/** The whole command line. */
export function createProgram(): Command {
  const program = new Command("elbo")
    .description("Variational autoencoders put together from parts: train, evaluate, sample, compare.")
    .version(version)
    .option("--debug", "show the stack of an error")
    .addHelpText("after", exits)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  for (const create of [
    initCommand,
    trainCommand,
    evaluateCommand,
    sampleCommand,
    reconstructCommand,
    encodeCommand,
    neighboursCommand,
    mapCommand,
    interpolateCommand,
    traverseCommand,
    imputeCommand,
    restoreCommand,
    scoreCommand,
    synthesizeCommand,
    exportCommand,
    importCommand,
    compressCommand,
    decompressCommand,
    inspectCommand,
    benchCommand,
    listCommand,
    schemaCommand,
    doctorCommand,
  ]) {
    program.addCommand(create().copyInheritedSettings(program));
  }
  return program;
}
