import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { CheckpointError } from "@elbo/spec";

/** What a folder must hold to be chosen when none is named. */
interface Wanted {
  readonly root?: string;
  /** Only runs with a checkpoint, for what needs a model; a training may also go on from its start. */
  readonly trained?: boolean;
}

const timeOf = async (file: string): Promise<number | undefined> => (await stat(file).catch(() => undefined))?.mtimeMs;

const hasCheckpoint = async (folder: string): Promise<boolean> =>
  (await timeOf(join(folder, "checkpoints", "last.json"))) !== undefined ||
  (await timeOf(join(folder, "checkpoints", "best.json"))) !== undefined;

/**
 * The run folder to work on: the one given, or the one below `runs/` that was started last.
 *
 * @throws CheckpointError when there is none.
 */
export async function runFolder(
  given: string | undefined,
  { root = "runs", trained = false }: Wanted = {},
): Promise<string> {
  if (given !== undefined) {
    if ((await timeOf(join(given, "config.json"))) !== undefined) return given;
    throw new CheckpointError("this is not a run folder", {
      where: given,
      expected: "a folder that `elbo train` made",
      received: (await timeOf(given)) === undefined ? "nothing there" : "no config.json in it",
      remedy: "Train a model first: elbo train config.yaml",
    });
  }
  const names = await readdir(root).catch(() => [] as string[]);
  const runs = await Promise.all(
    names.map(async (name) => {
      const folder = join(root, name);
      const time = await timeOf(join(folder, "config.json"));
      return time === undefined || (trained && !(await hasCheckpoint(folder))) ? undefined : { folder, time };
    }),
  );
  const [newest] = runs.filter((run) => run !== undefined).sort((a, b) => b.time - a.time);
  if (newest) return newest.folder;
  throw new CheckpointError(`there is no ${trained ? "trained " : ""}run yet`, {
    where: `${root}/`,
    remedy: "Train a model first: elbo init && elbo train config.yaml",
  });
}
