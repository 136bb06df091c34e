import type { ChildProcess } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { elbo, elboSays } from "./support/command.ts";
import { codebook, saveConfig } from "./support/configs.ts";
import { bits, filesBelow, workplace } from "./support/workplace.ts";

const KILLS = 20;

/** Numbers in 0..1, the same in each run of this test. */
function* randomNumbers() {
  for (let random = 7; ; ) {
    random = (random * 48271) % 2147483647;
    yield random / 2147483647;
  }
}

const stepOf = async (manifest: string): Promise<number> =>
  JSON.parse(await readFile(manifest, "utf8").catch(() => '{"manifest":{"state":{"total":0}}}')).manifest.state.total;

/** Kills a process some milliseconds after it has saved a few checkpoints: aimed by progress, whatever the machine's load. */
async function killAfter(child: ChildProcess, runs: string, checkpoints: number, milliseconds: number) {
  const goal = (await latest(runs)) + 3 * checkpoints;
  while (child.exitCode === null && (await latest(runs)) < goal) await setTimeout(2);
  await setTimeout(milliseconds);
  child.kill("SIGKILL");
}

const latest = async (runs: string): Promise<number> => {
  const [run] = await readdir(runs).catch(() => [] as string[]);
  return run === undefined ? 0 : stepOf(join(runs, run, "checkpoints", "last.json"));
};

it("a training killed at 20 random moments ends with the same bits as one left alone", async ({ onTestFinished }) => {
  const cwd = workplace(onTestFinished);
  // Twenty times a few checkpoints and some milliseconds: even on a fast disk training must not end before.
  const training = { ...codebook.training, epochs: 75 };
  const config = await saveConfig(cwd, { ...codebook, engine: "onnx", training });
  const whole = JSON.parse(await elboSays(["train", config, "--runs", "whole", "--json"], { cwd })).run;

  const runs = join(cwd, "runs");
  const random = randomNumbers();
  const next = (below: number) => (random.next().value as number) * below;
  const reached: number[] = [];
  let left = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const begun = await readdir(runs).catch(() => [] as string[]);
    let aimed = false;
    const ended = await elbo(begun.length ? ["train", "--resume"] : ["train", config], {
      cwd,
      watch: (said, child) => {
        if (aimed || !said.includes("parameters")) return;
        aimed = true;
        void killAfter(child, runs, kill === 0 ? 0 : 1 + Math.floor(next(6)), next(20));
      },
    });
    expect(ended).toMatchObject({ killed: "SIGKILL" });
    left += (await filesBelow(runs)).filter((file) => file.endsWith(".partial")).length;
    reached.push(await latest(runs));
  }
  // Each process went on from the one before, and further.
  expect(reached).toEqual(reached.toSorted((a, b) => a - b));
  expect(new Set(reached).size).toBe(KILLS);

  const { run } = JSON.parse(await elboSays(["train", "--resume", "--json"], { cwd }));
  expect(await bits(join(cwd, run))).toEqual(await bits(join(cwd, whole)));
  expect((await filesBelow(runs)).filter((file) => file.endsWith(".partial"))).toEqual([]);
  console.log(`killed at steps ${reached.join(", ")}; half-written files left for the next process: ${left}`);
});
