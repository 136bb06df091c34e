import { join } from "node:path";
import { type Disk, nodeDisk } from "../checkpoints/disk.ts";
import { writeAtomically } from "../checkpoints/write-atomically.ts";
import type { RunFolder } from "./run-folder.ts";

/** Corrects run.json where the training had to go on with another engine than it began with. */
export async function recordEngine(
  { path }: Pick<RunFolder, "path">,
  engine: string,
  disk: Disk = nodeDisk,
): Promise<void> {
  const file = join(path, "run.json");
  const bytes = await disk.read(file).catch(() => undefined);
  const facts = bytes === undefined ? undefined : (JSON.parse(new TextDecoder().decode(bytes)) as object);
  if (facts === undefined || !("engine" in facts) || facts.engine === engine) return;
  const text = `${JSON.stringify({ ...facts, engine }, null, 2)}\n`;
  await writeAtomically(disk, file, [new TextEncoder().encode(text)]);
}
