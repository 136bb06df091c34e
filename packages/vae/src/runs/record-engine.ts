import { join } from "node:path";
import type { Engine } from "@elbo/spec";
import { type Disk, nodeDisk } from "../checkpoints/disk.ts";
import { writeAtomically } from "../checkpoints/write-atomically.ts";
import type { RunFolder } from "./run-folder.ts";

/** Corrects engine and threads of run.json where the training had to go on with another engine than it began with. */
export async function recordEngine(
  { path }: Pick<RunFolder, "path">,
  engine: Pick<Engine, "name" | "threads">,
  disk: Disk = nodeDisk,
): Promise<void> {
  const file = join(path, "run.json");
  const bytes = await disk.read(file).catch(() => undefined);
  const facts = bytes === undefined ? undefined : (JSON.parse(new TextDecoder().decode(bytes)) as object);
  if (facts === undefined || !("engine" in facts) || facts.engine === engine.name) return;
  // Without a number of its own, JSON leaves the key out.
  const text = `${JSON.stringify({ ...facts, engine: engine.name, threads: engine.threads }, null, 2)}\n`;
  await writeAtomically(disk, file, [new TextEncoder().encode(text)]);
}
