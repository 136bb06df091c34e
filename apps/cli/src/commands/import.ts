import { ConfigError } from "@elbo/spec";
import { type Imported, importLayersModels, importWeights, overrideConfig, suggestWeightMap } from "@elbo/vae";
import { Command } from "commander";
import { type ConfigOptions, openRegistry, withConfig } from "../config/model-options.ts";
import { readConfig } from "../config/read-config.ts";
import { readSettings } from "../config/settings.ts";
import { suggestionText } from "../output/suggestion-text.ts";

interface ImportCommandOptions extends ConfigOptions {
  readonly config?: string;
  readonly map?: string;
  readonly suggest?: boolean;
  readonly encoder?: string;
  readonly decoder?: string;
  readonly allowUnused?: boolean;
  readonly name?: string;
  readonly runs: string;
  readonly json?: boolean;
}

const where = "elbo import";

/** `elbo import`: a run from weights that another program trained. */
export const importCommand = (): Command =>
  withConfig(
    new Command("import")
      .description("Make a run of weights from PyTorch (safetensors), Keras or tfjs-layers (model.json)")
      .argument("[weights]", "a safetensors file"),
  )
    .option("--config <file>", "the model that the weights belong to; with model.json: its data, likelihood and loss")
    .option("--map <file>", "YAML or JSON: which layer of the file each layer of the model comes from")
    .option("--suggest", "print a map that shapes and names speak for, and import nothing")
    .option("--encoder <file>", "model.json of a layers model, x to mean and log-variance")
    .option("--decoder <file>", "model.json of a layers model, z to the likelihood's outputs")
    .option("--allow-unused", "tensors that the map does not use are no error")
    .option("--name <name>", 'names the run folder; default the data and "imported"')
    .option("--runs <folder>", "where run folders are made", "runs")
    .option("--json", "print { run, taken, initial, unused, assumed }")
    .addHelpText(
      "after",
      `
The run folder is like any other: evaluate, sample, encode and reconstruct take it, and elbo train --resume RUN trains it on
by the config's own training, from step 0. Order of axes, of gates and of flattened images follow from each layer.
Save PyTorch's weights with safetensors.torch.save_file(model.state_dict(), "weights.safetensors").
Examples
  elbo import weights.safetensors --config config.yaml --suggest > map.yaml
  elbo import weights.safetensors --config config.yaml --map map.yaml
  elbo import --encoder encoder/model.json --decoder decoder/model.json --config config.yaml`,
    )
    .action(async (weights: string | undefined, options: ImportCommandOptions) => {
      const { encoder, decoder, name, runs, allowUnused = false } = options;
      checkArguments(weights, options);
      const { registry, own } = await openRegistry(options.parts);
      const config = overrideConfig(await readConfig(options.config as string), readSettings(options.set ?? []));
      if (options.suggest) {
        process.stdout.write(suggestionText(await suggestWeightMap(config, weights as string, { registry })));
        return;
      }
      const how = { registry, own, root: runs, allowUnused, ...(name === undefined ? {} : { name }) };
      const imported =
        encoder !== undefined && decoder !== undefined
          ? await importLayersModels(config, { encoder, decoder }, how)
          : await importWeights(config, weights as string, await readConfig(options.map as string), how);
      report(imported, options.json ?? false);
    });

/** @throws ConfigError when files are missing or do not belong together. */
function checkArguments(
  weights: string | undefined,
  { config, map, suggest, encoder, decoder }: ImportCommandOptions,
): void {
  const refuse = (problem: string, expected: string, remedy: string) => {
    throw new ConfigError(problem, { where, expected, remedy });
  };
  const models = encoder !== undefined || decoder !== undefined;
  if (weights === undefined && !models) {
    refuse("there is nothing to import", "a safetensors file, or --encoder and --decoder", "See elbo import --help.");
  }
  if (weights !== undefined && models) {
    refuse("weights come from one place", "a safetensors file, or --encoder and --decoder", "Leave one of them out.");
  }
  if (models && (encoder === undefined || decoder === undefined)) {
    refuse("a VAE has two halves", "--encoder and --decoder", "Name both model.json files.");
  }
  if (models && (map !== undefined || suggest)) {
    refuse("a model.json needs no map", "no --map and no --suggest", "Its layers say where each weight belongs.");
  }
  if (config === undefined) {
    refuse("no config is given", "--config FILE", "`elbo init` writes a config to start from.");
  }
  if (!models && map === undefined && !suggest) {
    refuse(
      "no map is given",
      "--map FILE",
      `elbo import ${weights} --config ${config} --suggest > map.yaml writes one to look over.`,
    );
  }
}

function report({ run, taken, initial, unused, assumed }: Imported, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ run: run.path, taken, initial, unused, assumed }, null, 2)}\n`);
    return;
  }
  const lines = [
    `Took ${Object.keys(taken).length} parameters: ${run.path}`,
    ...(initial.length ? [`As in a new model: ${initial.join(", ")}`] : []),
    ...(unused.length ? [`Left out: ${unused.join(", ")}`] : []),
    ...(assumed.length ? [`Taken for granted, as the file does not tell: ${assumed.join("; ")}`] : []),
    `Next: elbo evaluate ${run.path}; elbo train --resume ${run.path} trains it on`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
