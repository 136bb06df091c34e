import { CheckpointError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { type Checkpoint, createCheckpointStore } from "./checkpoint-store.ts";
import { memoryDisk } from "./fakes/memory-disk.ts";

const config = { seed: 1, loss: { kind: "elbo", beta: 2 } };
const moment = (step: number): Checkpoint => ({
  config,
  state: { step, sums: [0.1 + step, 1 / 3] },
  tensors: new Map([
    ["encoder/w", { shape: [2, 2], values: Float32Array.of(step, 1.5, -0, 3e-40) }],
    ["slot/m/encoder/w", { shape: [2, 2], values: new Float32Array(4).fill(step / 3) }],
  ]),
});
const stepOf = (found: Checkpoint | undefined) =>
  found === undefined ? Number.NaN : (found.state as { step: number }).step;
const stored = async (files = new Map<string, Uint8Array>()) => {
  const store = createCheckpointStore("run", memoryDisk(files));
  await store.save(["last", "best"], moment(1));
  return { store, files };
};

describe("checkpoint store", () => {
  it("gives back what was saved, bit for bit, and keeps only the data that is named", async () => {
    const { store, files } = await stored();
    expect(await store.load("last", { config })).toEqual(moment(1));
    await store.save(["last"], moment(2));
    await store.save(["last"], moment(3));
    expect((await store.load("last"))?.state).toEqual(moment(3).state);
    expect(await store.load("best")).toEqual(moment(1));
    expect([...files.keys()].filter((path) => path.endsWith(".safetensors"))).toHaveLength(2);
    expect(files.size).toBe(4);
  });

  it("has nothing at first", async () => {
    expect(await createCheckpointStore("run", memoryDisk()).load("last")).toBeUndefined();
  });

  it("is whole after a kill at every operation, half-written files included", async () => {
    const rehearsal = memoryDisk((await stored()).files);
    await createCheckpointStore("run", rehearsal).save(["best", "last"], moment(2));
    expect(rehearsal.log.length).toBeGreaterThan(9);
    const seen = new Set<string>();
    for (let failAt = 0; failAt < rehearsal.log.length; failAt++) {
      const { files } = await stored();
      const dying = createCheckpointStore("run", memoryDisk(files, { failAt }));
      await dying.save(["best", "last"], moment(2)).catch(() => {});
      const survivor = createCheckpointStore("run", memoryDisk(files));
      for (const name of ["last", "best"] as const) {
        const found = await survivor.load(name, { config });
        const step = stepOf(found);
        expect(found).toEqual(moment(step));
        seen.add(`${name} ${step}`);
      }
      await survivor.save(["best", "last"], moment(3));
      expect([...files.keys()].sort()).toEqual([expect.stringMatching(/best/), "run/last.json", expect.any(String)]);
    }
    expect([...seen].sort()).toEqual(["best 1", "best 2", "last 1", "last 2"]);
  });

  it("says what to do when the disk is full, and leaves the old checkpoint and nothing half-written", async () => {
    for (let failAt = 0; failAt < 7; failAt++) {
      const { files } = await stored();
      const full = createCheckpointStore("run", memoryDisk(files, { failAt, how: "ENOSPC" }));
      const error = await full.save(["last"], moment(2)).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(CheckpointError);
      expect(String(error)).toMatch(/run.*ENOSPC.*disk is full.*--resume/);
      expect([...files.keys()].filter((path) => path.endsWith(".partial"))).toEqual([]);
      expect([1, 2]).toContain(stepOf(await full.load("last")));
    }
  });

  it("refuses another config and names where it differs", async () => {
    const { store } = await stored();
    const other = { ...config, loss: { kind: "elbo", beta: 4 } };
    await expect(store.load("last", { config: other })).rejects.toThrow(/last\.json.*"loss\.beta".*expected 4, got 2/);
  });

  it("reads a stored config by today's schema, so that an option that came since has its default on both sides", async () => {
    const { store } = await stored();
    const parse = (value: unknown) => {
      const { loss, ...rest } = value as typeof config;
      return { ...rest, loss: { samples: 1, ...loss } };
    };
    const now = (samples: number) => ({ ...config, loss: { ...config.loss, samples } });
    expect(await store.load("last", { config: now(1), parse })).toEqual(moment(1));
    await expect(store.load("last", { config: now(2), parse })).rejects.toThrow(/"loss\.samples".*expected 2, got 1/);
  });

  it("refuses damaged, truncated, missing and foreign files by name", async () => {
    const damage = async (pick: RegExp, change: (bytes: Uint8Array) => Uint8Array | undefined) => {
      const { store, files } = await stored();
      const path = [...files.keys()].find((each) => pick.test(each)) as string;
      const bytes = change((files.get(path) as Uint8Array).slice());
      if (bytes) files.set(path, bytes);
      else files.delete(path);
      const error = await store.load("last").catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(CheckpointError);
      expect(String(error)).toContain(path);
      return String(error);
    };
    const flip = (bytes: Uint8Array) => bytes.map((byte, i) => (i === bytes.length - 5 ? byte ^ 1 : byte));
    expect(await damage(/safetensors/, flip)).toMatch(/damaged/);
    expect(await damage(/safetensors/, (bytes) => bytes.slice(0, -3))).toMatch(
      /truncated.*expected \d+ bytes, got \d+/,
    );
    expect(await damage(/safetensors/, () => undefined)).toMatch(/missing/);
    expect(await damage(/last/, (bytes) => bytes.slice(0, 40))).toMatch(/truncated or not JSON/);
    expect(await damage(/last/, () => new TextEncoder().encode('{"step":1}'))).toMatch(/not a checkpoint/);
    const alter = (bytes: Uint8Array) =>
      new TextEncoder().encode(new TextDecoder().decode(bytes).replace('"step": 1', '"step": 2'));
    expect(await damage(/last/, alter)).toMatch(/checksum/);
  });
});
