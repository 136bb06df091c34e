import { createVae, parseConfig } from "@elbo/vae";
import { Command } from "commander";
import { runFolder } from "../config/last-run.ts";
import { type ConfigOptions, openConfig, openRegistry, withConfig } from "../config/model-options.ts";
import { readConfig } from "../config/read-config.ts";
import { exitCodes } from "../errors/exit-codes.ts";
import { onInterrupt } from "../terminal/on-interrupt.ts";
import { clock, trainingProgress } from "../terminal/training-progress.ts";
import { dryRun } from "./dry-run.ts";

interface TrainOptions extends ConfigOptions {
  readonly resume?: string | true;
  readonly name?: string;
  readonly runs: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `elbo train`: a model from a config file, in a run folder of its own. */
export const trainCommand = (): Command =>
  withConfig(new Command("train").description("Train a model from a config file").argument("[config]", "YAML or JSON"))
    .option("--resume [run]", "continue a run, bit for bit, from its last checkpoint; default the newest run")
    .option("--name <name>", "names the run folder")
    .option("--runs <folder>", "where run folders are made", "runs")
    .option("--dry-run", "show shapes, parameters, memory and minutes; train nothing")
    .option("--json", "print { run, steps, seconds, interrupted, best } when done")
    .addHelpText(
      "after",
      "\nExamples\n  elbo train config.yaml\n  elbo train config.yaml --set loss.beta=4 --set training.epochs=20\n  elbo train config.yaml --dry-run\n  elbo train --resume",
    )
    .action(async (file: string | undefined, options: TrainOptions, command: Command) => {
      if (file === undefined && !options.resume) {
        command.error("error: name a config file, or pass --resume", { exitCode: 2 });
      }
      const resume = options.resume
        ? await runFolder(options.resume === true ? undefined : options.resume, options.runs)
        : undefined;
      const { config, registry, own } = resume
        ? await resumed(resume, options)
        : await openConfig(file as string, options);
      const announce = (message: string) => void process.stderr.write(`${message}\n`);
      const vae = await createVae(config, { registry, own, announce });
      if (options.dryRun) {
        await dryRun(vae, options.json ?? false);
        await vae.close();
        return;
      }
      const { signal, release } = onInterrupt("Saving; press Ctrl-C again to stop at once.");
      const progress = trainingProgress(process.stderr);
      try {
        process.stderr.write(`${vae.parameters.toLocaleString("en")} parameters, engine ${vae.engine.name}\n`);
        const trained = await vae.train({
          root: options.runs,
          ...(options.name ? { name: options.name } : {}),
          ...(resume ? { resume } : {}),
          onProgress: progress.onProgress,
          signal,
        });
        progress.stop();
        const { run, steps, seconds, interrupted, best } = trained;
        if (options.json) {
          process.stdout.write(`${JSON.stringify({ run: run.path, steps, seconds, interrupted, best })}\n`);
        }
        if (interrupted) {
          process.stderr.write(`Interrupted and saved. Continue with: elbo train --resume ${run.path}\n`);
          process.exitCode = exitCodes.interrupted;
        } else {
          process.stderr.write(
            `Trained ${steps} steps in ${clock(seconds)}: ${run.path}\nNext: elbo evaluate, elbo sample\n`,
          );
        }
      } finally {
        progress.stop();
        release();
        await vae.close();
      }
    });

const resumed = async (run: string, { set, parts }: ConfigOptions) => {
  const { registry, own } = await openRegistry(parts);
  const value = await readConfig(`${run}/config.json`);
  if (set.length) process.stderr.write("A resumed run keeps its own config; --set is left out.\n");
  return { config: parseConfig(value, registry), registry, own };
};
