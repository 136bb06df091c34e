import { ConfigError } from "@elbo/spec";
import { loadVaeInWorker, type Vae } from "@elbo/vae";
import { runFolder } from "../runs/last-run.ts";
import { partsDiffer } from "../runs/run-facts.ts";
import { openRegistry } from "./model-options.ts";

/**
 * Loads the model of a run folder, the newest trained one when none is given, in a thread of its own.
 *
 * @throws CheckpointError when there is none or it is damaged, ConfigError when its own parts were not named.
 */
export async function openModel(
  run: string | undefined,
  parts?: readonly string[],
): Promise<{ readonly vae: Vae; readonly folder: string }> {
  const folder = await runFolder(run, { trained: true });
  const { own } = await openRegistry(parts);
  const announce = (message: string) => void process.stderr.write(`${message}\n`);
  const differ = await partsDiffer(folder, own);
  try {
    const vae = await loadVaeInWorker(folder, { parts: own.map(({ file }) => file), announce });
    if (differ) announce(differ);
    return { vae, folder };
  } catch (cause) {
    if (!(cause instanceof ConfigError) || !differ) throw cause;
    const { where, expected, received } = cause.details;
    throw new ConfigError("the run's config names a part that is not there", {
      where: `${folder}/config.json, ${where}`,
      ...(expected ? { expected } : {}),
      ...(received ? { received } : {}),
      remedy: `${differ}.`.replace(/\.\.$/, "."),
      cause,
    });
  }
}
