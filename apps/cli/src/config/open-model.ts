import { loadVae, type Vae } from "@elbo/vae";
import { runFolder } from "./last-run.ts";
import { openRegistry } from "./model-options.ts";

/** Loads the model of a run folder, the newest when none is given. */
export async function openModel(
  run: string | undefined,
  parts: readonly string[],
): Promise<{ readonly vae: Vae; readonly folder: string }> {
  const folder = await runFolder(run);
  const { registry, own } = await openRegistry(parts);
  const announce = (message: string) => void process.stderr.write(`${message}\n`);
  return { vae: await loadVae(folder, { registry, own, announce }), folder };
}
