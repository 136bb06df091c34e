import { Command } from "commander";
import { benchCommand } from "./commands/bench.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { encodeCommand } from "./commands/encode.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { initCommand } from "./commands/init.ts";
import { listCommand } from "./commands/list.ts";
import { reconstructCommand } from "./commands/reconstruct.ts";
import { sampleCommand } from "./commands/sample.ts";
import { schemaCommand } from "./commands/schema.ts";
import { trainCommand } from "./commands/train.ts";

const exits = `
Exit codes
  0 done   1 defect of elbo   2 wrong arguments or config   3 data   4 engine
  5 checkpoint   6 disk   7 training diverged   130 interrupted (what was reached is saved)

Examples
  elbo init && elbo train config.yaml
  elbo train config.yaml --set loss.beta=4 --set training.epochs=20
  elbo sample --count 100 --out samples.png
  elbo bench quick`;

/** The whole command line. */
export function createProgram(): Command {
  const program = new Command("elbo")
    .description("Variational autoencoders put together from parts: train, evaluate, sample, compare.")
    .version("0.1.0")
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
    benchCommand,
    listCommand,
    schemaCommand,
    doctorCommand,
  ]) {
    program.addCommand(create().copyInheritedSettings(program));
  }
  return program;
}
