import { basename, extname, resolve } from "node:path";
import { profileForModel, profileTable, type TableProfile, tableConfig } from "@elbo/tables";
import { createVaeInWorker, overrideConfig, parseConfig, type Vae } from "@elbo/vae";
import { InvalidArgumentError } from "commander";
import { type ConfigOptions, openRegistry } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { readSettings } from "../config/settings.ts";
import { exitCodes } from "../errors/exit-codes.ts";
import { claimRunFolder, dropUnusedRun } from "../runs/claim-run-folder.ts";
import { trainingProgress } from "../terminal/training-progress.ts";
import { type TableCommandOptions, tableOptions } from "./table-options.ts";

/** Where a table's model comes from. */
export interface TableModelOptions extends ConfigOptions {
  readonly model?: string;
  readonly runs: string;
  readonly hide: number;
  readonly seed: number;
  /** Share of the rows that a new model never sees. */
  readonly test?: number;
}

/** A model of a table, and what it has never seen of it. */
export interface OpenTableModel {
  readonly vae: Vae;
  readonly folder: string;
  readonly hidden?: { readonly share: number; readonly seed: number };
  readonly interrupted: boolean;
}

const say = (line: string) => void process.stderr.write(`${line}\n`);

/** Says that nothing came of it, and where the model is. */
function stopped(folder: string, remedy: string): void {
  process.stderr.write(`Interrupted: no table was written. The model so far is in ${folder}${remedy}.\n`);
  process.exitCode = exitCodes.interrupted;
}

/** What the model's own data hides, if its data is this table. */
function hiddenOf({ config: { data } }: Vae, path: string): Pick<OpenTableModel, "hidden"> {
  const { path: own, hide, seed } = data as unknown as { path?: string; hide?: number; seed: number };
  return own !== undefined && hide && resolve(own) === resolve(path) ? { hidden: { share: hide, seed } } : {};
}

/** A table, and the model that was named for it. */
export interface OpenTable {
  readonly profile: TableProfile;
  readonly model?: OpenTableModel;
}

/**
 * Opens the model that was named and reads a table as it needs it, or reads the table for a new one.
 *
 * @throws DataError for a table that cannot be read, CheckpointError for a model that cannot, InvalidArgumentError for options
 *   that a model that exists cannot follow.
 */
export async function openTable(file: string, options: TableModelOptions & TableCommandOptions): Promise<OpenTable> {
  if (options.model === undefined) return { profile: await profileTable(file, tableOptions(options)) };
  const fixed = (["types", "leave", "set"] as const).find((name) => options[name] !== undefined);
  if (fixed !== undefined) {
    throw new InvalidArgumentError(`--${fixed} is for a new model: leave it away, or --model.`);
  }
  const { vae, folder } = await openModel(options.model, options.parts);
  try {
    const profile = await profileForModel(vae, file, tableOptions(options));
    return { profile, model: { vae, folder, ...hiddenOf(vae, file), interrupted: false } };
  } catch (error) {
    await vae.close();
    throw error;
  }
}

/**
 * Works with the model that was named, or with one trained on the table in a run folder that stays. Where the signal stops it, in
 * training or after, it says so, with the `remedy` for a folder.
 */
export async function withModelOfTable(
  { profile, model: named }: OpenTable,
  options: TableModelOptions,
  { title, signal, remedy = () => "" }: { title: string; signal: AbortSignal; remedy?: (folder: string) => string },
  work: (model: OpenTableModel) => Promise<void>,
): Promise<void> {
  const model = named ?? (await newModel(profile, options, { title, signal }));
  const { vae, folder, interrupted } = model;
  try {
    if (interrupted) stopped(folder, remedy(folder));
    else await work(model);
  } catch (error) {
    if (!signal.aborted) throw error;
    stopped(folder, remedy(folder));
  } finally {
    await vae.close();
  }
}

async function newModel(
  profile: TableProfile,
  options: TableModelOptions,
  { title, signal }: { readonly title: string; readonly signal: AbortSignal },
): Promise<OpenTableModel> {
  const { registry, own } = await openRegistry(options.parts);
  const chosen = overrideConfig(tableConfig(profile, options), readSettings(options.set ?? []));
  const vae = await createVaeInWorker(parseConfig(chosen, registry), {
    parts: own.map(({ file }) => file),
    announce: say,
  });
  const folder = await claimRunFolder(options.runs, `${title}-${basename(profile.path, extname(profile.path))}`);
  const heading = `${profile.rows.toLocaleString("en")} rows, ${vae.parameters.toLocaleString("en")} parameters, engine ${vae.engine.name}`;
  const progress = trainingProgress(process.stderr, heading);
  try {
    const { interrupted } = await vae.train({ folder, onProgress: progress.onProgress, signal });
    return { vae, folder, ...hiddenOf(vae, profile.path), interrupted };
  } catch (error) {
    await dropUnusedRun(folder);
    await vae.close();
    throw error;
  } finally {
    progress.stop();
  }
}
