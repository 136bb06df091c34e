import { mkdtempSync, rmSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An empty folder that goes away with the test. */
export function workplace(onTestFinished: (work: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), "elbo-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** All files below a folder, in order. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** Which weights and which trainer's state a run came to: hash of the data file, state without clocks. */
export async function bits(run: string): Promise<unknown> {
  const read = async (name: string) => {
    const { manifest } = JSON.parse(await readFile(join(run, "checkpoints", `${name}.json`), "utf8"));
    return { data: manifest.data, state: { ...manifest.state, seconds: 0, logBytes: 0 } };
  };
  return { last: await read("last"), best: await read("best") };
}
