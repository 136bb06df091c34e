import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { CheckpointError } from "@elbo/spec";
import { type CheckpointStore, createCheckpointStore } from "../checkpoints/checkpoint-store.ts";
import { type Disk, nodeDisk } from "../checkpoints/disk.ts";
import { writeAtomically, writeError } from "../checkpoints/write-atomically.ts";

/** What is written once about a run, in run.json. */
export interface RunFacts {
  readonly seed: number | string;
  /** elbo, node, tfjs, onnxruntime: name -> version. */
  readonly versions: Readonly<Record<string, string>>;
  readonly engine: string;
  readonly threads?: number;
  /** SHA-256 of the files of a user's own parts. */
  readonly parts?: Readonly<Record<string, string>>;
  /** What the numbers of the data stand for, where the data say so. */
  readonly data?: string;
  /** SHA-256 of the files that the initial weights were imported from. */
  readonly imported?: Readonly<Record<string, string>>;
}

/** A folder that holds all of one training. */
export interface RunFolder {
  readonly path: string;
  /** The config as it was parsed, defaults filled in. */
  readonly config: unknown;
  /** log.jsonl */
  readonly log: string;
  readonly checkpoints: CheckpointStore;
}

const two = (n: number) => String(n).padStart(2, "0");
const stamp = (at: Date) =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}-${two(at.getHours())}${two(at.getMinutes())}`;
const json = (value: unknown) => [new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)];

const runFolder = (path: string, config: unknown, disk: Disk): RunFolder => ({
  path,
  config,
  log: join(path, "log.jsonl"),
  checkpoints: createCheckpointStore(join(path, "checkpoints"), disk),
});

/**
 * Makes `<root>/<date>-<name>/` with config.json and run.json; a folder that exists is left alone and a number is appended.
 *
 * @throws CheckpointError when the disk refuses.
 */
export async function createRunFolder(
  root: string,
  name: string,
  { config, facts, now = new Date(), disk = nodeDisk }: { config: unknown; facts: RunFacts; now?: Date; disk?: Disk },
): Promise<RunFolder> {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, "-");
  const path = await claim(root, `${stamp(now)}-${plain}`);
  await writeAtomically(disk, join(path, "run.json"), json({ ...facts, started: now.toISOString() }));
  // Last: a folder with a config is a whole run folder.
  await writeAtomically(disk, join(path, "config.json"), json(config));
  return runFolder(path, config, disk);
}

async function claim(root: string, name: string): Promise<string> {
  await mkdir(root, { recursive: true }).catch((cause) => {
    throw writeError(root, cause);
  });
  for (let attempt = 1; ; attempt++) {
    const path = join(root, attempt === 1 ? name : `${name}-${attempt}`);
    try {
      await mkdir(path);
      return path;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw writeError(path, cause);
    }
  }
}

/**
 * Opens the folder of an earlier run.
 *
 * @throws CheckpointError when it is none.
 */
export async function openRunFolder(path: string, disk: Disk = nodeDisk): Promise<RunFolder> {
  const file = join(path, "config.json");
  const remedy = "Name a folder that `train` made, e.g. runs/2026-01-31-0900-mnist.";
  const bytes = await disk.read(file).catch(() => undefined);
  if (!bytes)
    throw new CheckpointError("this is not a run folder", { where: file, received: "no config.json", remedy });
  try {
    return runFolder(path, JSON.parse(new TextDecoder().decode(bytes)), disk);
  } catch (cause) {
    throw new CheckpointError("the run's config is not JSON", { where: file, remedy, cause });
  }
}
