import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Disk, nodeDisk } from "../checkpoints/disk.ts";
import { fakeModel } from "./fakes/fake-model.ts";
import { startTraining, withFolder } from "./fakes/start-training.ts";

const config = {
  average: { decay: 0.9 },
  clip: 2,
  checkpoint: { every: { steps: 2 } },
  log: { every: 3 },
  stages: [
    { name: "warm", epochs: 1, moves: ["encoder", "loss"] },
    {
      name: "main",
      epochs: 2,
      patience: 9,
      reset: ["decoder"],
      rounds: [{ objective: "elbo", times: 3 }, { objective: "adversary" }],
    },
  ],
};
const model = () => fakeModel({ train: 17, adversary: true });

/** The real disk; from operation `failAt` on nothing happens any more, and a write leaves half its bytes. */
function dyingDisk(failAt: number): Disk & { count(): number } {
  let count = 0;
  const alive = (half?: () => Promise<void>) => async () => {
    const index = count++;
    if (index < failAt) return;
    if (index === failAt) await half?.();
    throw new Error("killed");
  };
  return {
    ...nodeDisk,
    count: () => count,
    write: async (path, parts) => {
      await alive(async () => {
        const first = parts[0] as Uint8Array;
        await nodeDisk.write(path, [first.subarray(0, first.length >> 1)]);
      })();
      return nodeDisk.write(path, parts);
    },
    rename: async (from, to) => {
      await alive()();
      return nodeDisk.rename(from, to);
    },
    syncFolder: async (path) => {
      await alive()();
      return nodeDisk.syncFolder(path);
    },
    remove: async (path) => {
      await alive()();
      return nodeDisk.remove(path);
    },
  };
}

/** Log lines without the figures of the clock on the wall; each process compiles anew. */
const logOf = async (folder: string) =>
  (await readFile(join(folder, "log.jsonl"), "utf8"))
    .trim()
    .split("\n")
    .map((line) => ({ ...JSON.parse(line), seconds: 0, samplesPerSecond: 0 }))
    .filter(({ event }) => event !== "compile");

describe("resuming", () => {
  it("equals an uninterrupted run bit for bit after a kill between any two operations on the disk", () =>
    withFolder(async (root) => {
      const whole = dyingDisk(Number.POSITIVE_INFINITY);
      const expected = await startTraining(model(), join(root, "whole"), config, { disk: whole });
      const log = await logOf(join(root, "whole"));
      expect(expected.steps).toBe(12);
      expect(whole.count()).toBeGreaterThan(50);
      for (let failAt = 0; failAt < whole.count(); failAt++) {
        const folder = join(root, `killed-${failAt}`);
        const dead = startTraining(model(), folder, config, { disk: dyingDisk(failAt) });
        // A kill while old files are swept away costs nothing, so some runs end well.
        await dead.catch((error) => expect(String(error)).toMatch(/killed/));
        const resumed = await startTraining(model(), folder, config, { resume: true });
        expect(resumed.arena.values).toEqual(expected.arena.values);
        expect(resumed.arena.slots).toEqual(expected.arena.slots);
        expect({ ...resumed, arena: 0, seconds: 0 }).toEqual({ ...expected, arena: 0, seconds: 0 });
        expect(await logOf(folder)).toEqual(log);
      }
    }));

  it("equals an uninterrupted run when it is stopped after every single step", () =>
    withFolder(async (root) => {
      const expected = await startTraining(model(), join(root, "whole"), config);
      const folder = join(root, "stopped");
      let runs = 0;
      for (let interrupted = true; interrupted; runs++) {
        const signal = AbortSignal.abort();
        const trained = await startTraining(model(), folder, config, { resume: true, signal });
        interrupted = trained.interrupted;
        if (!interrupted) {
          expect(trained.arena.values).toEqual(expected.arena.values);
          expect(trained.arena.slots).toEqual(expected.arena.slots);
        }
      }
      expect(runs).toBe(13);
      expect(await logOf(folder)).toEqual(await logOf(join(root, "whole")));
    }));

  it("would notice: another seed of the order, a lost slot or a lost count changes the bits", () =>
    withFolder(async (root) => {
      const expected = await startTraining(model(), join(root, "whole"), config);
      const signal = AbortSignal.abort();
      await startTraining(model(), join(root, "stopped"), config, { signal });
      const alter = async (name: string, change: (state: Record<string, unknown>) => void) => {
        const folder = join(root, name);
        await cp(join(root, "stopped"), folder, { recursive: true });
        const { createCheckpointStore } = await import("../checkpoints/checkpoint-store.ts");
        const store = createCheckpointStore(join(folder, "checkpoints"));
        const checkpoint = await store.load("last");
        if (!checkpoint) throw new Error("no checkpoint");
        const { tensors } = checkpoint;
        const state = { ...(checkpoint.state as Record<string, unknown>), tensors };
        change(state);
        const { tensors: _, ...rest } = state;
        await store.save(["last"], { ...checkpoint, state: rest });
        return startTraining(model(), folder, config, { resume: true });
      };
      const same = await alter("same", () => {});
      expect(same.arena.values).toEqual(expected.arena.values);
      const counted = await alter("count", (state) => Object.assign(state, { updates: {} }));
      expect(counted.arena.values).not.toEqual(expected.arena.values);
      const averaged = await alter("average", (state) => Object.assign(state, { averaged: 7 }));
      expect(averaged.arena.values).not.toEqual(expected.arena.values);
      const moved = await alter("total", (state) => Object.assign(state, { total: 2 }));
      expect(moved.arena.values).not.toEqual(expected.arena.values);
    }));
});
