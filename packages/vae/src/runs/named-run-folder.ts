import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { nodeDisk } from "../checkpoints/disk.ts";
import { writeAtomically, writeError } from "../checkpoints/write-atomically.ts";
import { openRunFolder, type RunFacts, type RunFolder } from "./run-folder.ts";

const json = (value: unknown) => [new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)];

/**
 * The run folder at exactly `path`: opened when there is one, made otherwise.
 *
 * @throws CheckpointError when the disk refuses.
 */
export async function namedRunFolder(
  path: string,
  { config, facts, now = new Date() }: { readonly config: unknown; readonly facts: RunFacts; readonly now?: Date },
): Promise<{ readonly run: RunFolder; readonly existed: boolean }> {
  if (await stat(join(path, "config.json")).catch(() => undefined)) {
    return { run: await openRunFolder(path), existed: true };
  }
  await mkdir(path, { recursive: true }).catch((cause) => {
    throw writeError(path, cause);
  });
  await writeAtomically(nodeDisk, join(path, "run.json"), json({ ...facts, started: now.toISOString() }));
  await writeAtomically(nodeDisk, join(path, "config.json"), json(config));
  return { run: await openRunFolder(path), existed: false };
}
