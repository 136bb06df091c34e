import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CheckpointError } from "@elbo/spec";
import { afterEach, beforeEach, expect, it } from "vitest";
import { lockRunFolder } from "./lock-run-folder.ts";
import { isRunning, thisProcess } from "./process-identity.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "elbo-lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const nobody = 2 ** 22 + 1; // above the largest number of a process
const early = "training-1000000000000-1-1.lock";
const holder = (over: object, name = early) =>
  writeFile(join(folder, name), JSON.stringify({ ...thisProcess(), since: "2026-01-01", ...over }));
const canBeHad = async () => {
  const release = await lockRunFolder(folder);
  const held = await readdir(folder);
  await release();
  expect(await readdir(folder)).toEqual([]);
  return held;
};

it("keeps a folder for one, names who has it, and gives it back", async () => {
  const release = await lockRunFolder(folder);
  const [name] = await readdir(folder);
  const second = lockRunFolder(folder);
  await expect(second).rejects.toThrow(CheckpointError);
  await expect(second).rejects.toThrow(
    new RegExp(`another training.*process ${process.pid} on .*, since .* delete ${name}`),
  );
  expect(await readdir(folder)).toEqual([name]);
  await release();
  await canBeHad();
});

it("of many that come at once exactly one gets it, also where a dead process left its lock", async () => {
  for (const left of [false, true, true, true]) {
    if (left) await holder({ pid: nobody });
    const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => lockRunFolder(folder)));
    const won = attempts.flatMap((attempt) => (attempt.status === "fulfilled" ? [attempt.value] : []));
    expect(won).toHaveLength(1);
    expect(await readdir(folder)).toHaveLength(1);
    await won[0]?.();
    expect(await readdir(folder)).toEqual([]);
  }
});

it("the first of several newcomers waits for one that has not withdrawn yet", async () => {
  const late = "training-9000000000000-1-1.lock";
  await holder({}, late);
  const waiting = lockRunFolder(folder);
  setTimeout(() => void rm(join(folder, late)), 100);
  await (await waiting)();
});

it("takes over from a process that was killed, and from one whose number somebody else has now", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  await once(child, "spawn");
  const pid = child.pid as number;
  await holder({ pid, started: "long ago" });
  expect(await canBeHad()).toHaveLength(1);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(isRunning({ ...thisProcess(), pid })).toBe(false);
  await holder({ pid });
  expect(await canBeHad()).toHaveLength(1);
});

it("clears away what killed processes left half-written, and what is no lock", async () => {
  await writeFile(join(folder, `.training-1000000000000-${nobody}-1.lock.partial`), '{"host":"a');
  await writeFile(join(folder, early), '{"host":"a');
  expect(await canBeHad()).toHaveLength(1);
});

it("believes another machine's lock until it has been silent for long", async () => {
  await holder({ host: "elsewhere", pid: 1 });
  await expect(lockRunFolder(folder)).rejects.toThrow(/process 1 on elsewhere/);
  const past = new Date(Date.now() - 3_600_000);
  await utimes(join(folder, early), past, past);
  expect(await canBeHad()).toHaveLength(1);
});
