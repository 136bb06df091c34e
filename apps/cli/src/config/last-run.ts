import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { CheckpointError } from "@elbo/spec";

/**
 * The run folder to work on: the one given, or the newest one below `runs/`.
 *
 * @throws CheckpointError when there is none.
 */
export async function runFolder(given: string | undefined, root = "runs"): Promise<string> {
  if (given !== undefined) {
    const found = await stat(join(given, "config.json")).catch(() => undefined);
    if (found) return given;
    throw new CheckpointError("this is not a run folder: it has no config.json", {
      where: given,
      remedy: "Train a model first: elbo train config.yaml",
    });
  }
  const names = await readdir(root).catch(() => [] as string[]);
  const runs = await Promise.all(
    names.map(async (name) => {
      const folder = join(root, name);
      const config = await stat(join(folder, "config.json")).catch(() => undefined);
      return config ? { folder, time: config.mtimeMs } : undefined;
    }),
  );
  const [newest] = runs.filter((run) => run !== undefined).sort((a, b) => b.time - a.time);
  if (newest) return newest.folder;
  throw new CheckpointError("there is no run yet", {
    where: `${root}/`,
    remedy: "Train a model first: elbo init && elbo train config.yaml",
  });
}
