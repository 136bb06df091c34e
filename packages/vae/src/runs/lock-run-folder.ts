import { rmSync } from "node:fs";
import { appendFile, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { threadId } from "node:worker_threads";
import { CheckpointError } from "@elbo/spec";
import { nodeDisk } from "../checkpoints/disk.ts";
import { writeAtomically } from "../checkpoints/write-atomically.ts";
import { isAlive, isRunning, type ProcessIdentity, thisProcess } from "./process-identity.ts";

/** What a lock's file holds. */
interface Holder extends ProcessIdentity {
  /** When it came: an ISO date. */
  readonly since: string;
}

/** How often a holder shows that it is alive, and after how long a silent one of another machine counts as dead: ms. */
const BEAT = 10_000;
const SILENT = 120_000;

/** How long the first of several newcomers waits for the others to withdraw: ms. */
const PATIENCE = 1_000;

const LOCK = /^training-\d+-\d+-\d+\.lock$/;
const LEFT_OVER = /^\.training-\d+-(\d+)-\d+\.lock\.partial$/;

/** Threads of one process count apart: no two of them may write the same name. */
let attempts = threadId * 2 ** 20;

/**
 * Keeps a run folder for one training at a time. A newcomer writes a file `training-TIME-PID-N.lock` that names its
 * process, then looks: it has the folder when no other process that still runs has such a file. Who finds an earlier one
 * withdraws, so that of several that come at once the first gets it. Files of dead processes are removed. Returns what
 * gives the folder back.
 *
 * @throws CheckpointError naming the process that has it, or when the disk refuses.
 */
export async function lockRunFolder(folder: string): Promise<() => Promise<void>> {
  attempts += 1;
  const own = `training-${Date.now()}-${process.pid}-${attempts}.lock`;
  const file = join(folder, own);
  const content: Holder = { ...thisProcess(), since: new Date().toISOString() };
  await writeAtomically(nodeDisk, file, [new TextEncoder().encode(`${JSON.stringify(content)}\n`)]);
  const release = () => rm(file, { force: true });
  try {
    const patient = performance.now() + PATIENCE;
    for (;;) {
      const other = await otherHolder(folder, own, await touched(file));
      if (!other) break;
      if (other.name < own || performance.now() > patient) throw refused(folder, other);
      await setTimeout(20);
    }
  } catch (error) {
    await release();
    throw error;
  }
  // A space more: the time of the change is that of the disk's own clock, on whatever machine it stands.
  const beat = setInterval(() => void appendFile(file, " ").catch(() => {}), BEAT);
  beat.unref();
  const leave = () => rmSync(file, { force: true });
  process.once("exit", leave); // of a worker, too, whose process lives on
  return async () => {
    clearInterval(beat);
    process.off("exit", leave);
    await release();
  };
}

interface Other {
  readonly name: string;
  readonly holder: Holder;
}

/** The first other lock whose process still runs; what dead ones left is removed on the way. */
async function otherHolder(folder: string, own: string, now: number): Promise<Other | undefined> {
  for (const name of (await readdir(folder)).sort()) {
    const [, pid] = LEFT_OVER.exec(name) ?? [];
    const holder = LOCK.test(name) && name !== own ? await holderOf(join(folder, name), now) : undefined;
    if (holder === "dead" || (pid !== undefined && !isAlive(Number(pid))))
      await rm(join(folder, name), { force: true });
    else if (holder !== undefined) return { name, holder };
  }
  return undefined;
}

/** Who holds a lock; undefined when it was given back just now. `now` by the clock of the disk, ms. */
async function holderOf(file: string, now: number): Promise<Holder | "dead" | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const holder = JSON.parse(text) as Holder;
    return (isRunning(holder) ?? now - (await touched(file)) <= SILENT) ? holder : "dead";
  } catch {
    return "dead"; // locks are written whole: this is none
  }
}

/** When a file was last changed, by the clock of the disk: ms. */
const touched = async (file: string): Promise<number> => (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;

const refused = (folder: string, { name, holder: { host, pid, since } }: Other) =>
  new CheckpointError("another training is writing this run folder", {
    where: folder,
    received: `process ${pid} on ${host}, since ${since}`,
    remedy: `Wait until it ends, or stop it. If there is no such process any more, delete ${name} there.`,
  });
