import { ConfigError } from "@elbo/spec";
import { createVaeInWorker, parseConfig } from "@elbo/vae";
import { Command } from "commander";
import { type ConfigOptions, openConfig, openRegistry, withConfig } from "../config/model-options.ts";
import { readConfig } from "../config/read-config.ts";
import { exitCodes } from "../errors/exit-codes.ts";
import { claimRunFolder, dropUnusedRun } from "../runs/claim-run-folder.ts";
import { runFolder } from "../runs/last-run.ts";
import { isFinished, partsDiffer } from "../runs/run-facts.ts";
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

const say = (line: string) => void process.stderr.write(`${line}\n`);

/** `elbo train`: a model from a config file, in a run folder of its own. */
export const trainCommand = (): Command =>
  withConfig(
    new Command("train")
      .description("Train a model from a config file")
      .argument("[config]", "YAML or JSON file, or a name from `elbo list configs`"),
  )
    .option("--resume [run]", "continue a run, bit for bit, from its last checkpoint; default the newest run")
    .option("--name <name>", "names the run folder; default the data and the loss")
    .option("--runs <folder>", "where run folders are made", "runs")
    .option("--dry-run", "show shapes, parameters, memory and minutes; train nothing")
    .option("--json", "print { run, steps, seconds, interrupted, best: { value, step, epoch } | null } when done")
    .addHelpText(
      "after",
      `
A run keeps the config it was started with (its config.json), so that continuing it gives the same bits as never
having stopped. To train longer, or otherwise, start a new run from it: elbo train RUN/config.json --set ...

With --dry-run, --json prints { train, test, latents: [{ name, shape }], parameters, parameterBytes, steps,
secondsPerStep, minutes, engine }.

Examples
  elbo train config.yaml
  elbo train config.yaml --set loss.beta=4 --set training.epochs=20
  elbo train config.yaml --set "latents.prior={kind: vamp, components: 100}"
  elbo train config.yaml --dry-run
  elbo train kingma-2014-vae --set training.epochs=10
  elbo train --resume`,
    )
    .action(async (file: string | undefined, options: TrainOptions) => {
      const resume = await runToResume(file, options);
      const { config, own } = resume ? await resumed(resume, options) : await openConfig(file as string, options);
      const vae = await createVaeInWorker(config, { parts: own.map(({ file }) => file), announce: say });
      if (options.dryRun) {
        await dryRun(vae, options.json ?? false);
        await vae.close();
        return;
      }
      const { signal, release } = onInterrupt("Saving; press Ctrl-C again to stop at once.");
      const heading = `${vae.parameters.toLocaleString("en")} parameters, engine ${vae.engine.name}`;
      const progress = trainingProgress(process.stderr, heading);
      const title = options.name ?? `${vae.config.data.kind}-${vae.config.loss.kind}`;
      const before = resume !== undefined && (await isFinished(resume));
      const folder = resume ?? (await claimRunFolder(options.runs, title));
      try {
        const trained = await vae.train({ folder, onProgress: progress.onProgress, signal });
        progress.stop();
        const { steps, seconds, interrupted, best } = trained;
        if (options.json) {
          process.stdout.write(`${JSON.stringify({ run: folder, steps, seconds, interrupted, best })}\n`);
        }
        if (interrupted) {
          say(`Interrupted and saved. Continue with: elbo train --resume ${folder}`);
          process.exitCode = exitCodes.interrupted;
        } else if (before) {
          say(
            `This run was finished already. To train longer, start a new one from its config:\n  elbo train ${folder}/config.json --set training.epochs=...`,
          );
        } else {
          say(
            `Trained ${steps.toLocaleString("en")} steps in ${clock(seconds)}: ${folder}\nNext: elbo evaluate, elbo sample`,
          );
        }
      } catch (error) {
        if (!resume) await dropUnusedRun(folder);
        throw error;
      } finally {
        progress.stop();
        release();
        await vae.close();
      }
    });

/** The run folder to continue; undefined for a new run. @throws ConfigError when the arguments cannot be meant so. */
async function runToResume(
  file: string | undefined,
  { resume, runs, set = [] }: TrainOptions,
): Promise<string | undefined> {
  const where = "elbo train";
  if (!resume) {
    if (file !== undefined) return undefined;
    throw new ConfigError("there is nothing to train", {
      where,
      expected: "a config file, or --resume",
      remedy: "`elbo init` writes a config to start from.",
    });
  }
  const run = await runFolder(resume === true ? undefined : resume, { root: runs });
  const anew = "Leave it out, or start a new run without --resume.";
  if (file !== undefined) {
    throw new ConfigError("a resumed run keeps its own config", { where, received: file, remedy: anew });
  }
  if (set.length > 0) {
    throw new ConfigError("a resumed run keeps its own config", {
      where: `--set ${set[0]}`,
      remedy: `To train otherwise, start a new run from it: elbo train ${run}/config.json --set ${set[0]}`,
    });
  }
  return run;
}

const resumed = async (run: string, { parts }: ConfigOptions) => {
  const { registry, own } = await openRegistry(parts);
  const differ = await partsDiffer(run, own);
  if (differ) say(differ);
  return { config: parseConfig(await readConfig(`${run}/config.json`), registry), own };
};
