import { mkdir, mkdtemp, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runFolder } from "./last-run.ts";

it("takes the newest run, the given one, or says how to make one", async () => {
  const root = await mkdtemp(join(tmpdir(), "elbo-"));
  await expect(runFolder(undefined, { root })).rejects.toThrow(/no run yet.*elbo train/);
  for (const [name, time] of [
    ["a", 2_000],
    ["b", 1_000],
  ] as const) {
    await mkdir(join(root, name, "checkpoints"), { recursive: true });
    await writeFile(join(root, name, "config.json"), "{}");
    await utimes(join(root, name, "config.json"), time, time);
  }
  await mkdir(join(root, "c"));
  expect(await runFolder(undefined, { root })).toBe(join(root, "a"));
  expect(await runFolder(join(root, "b"), { root })).toBe(join(root, "b"));
  await expect(runFolder(join(root, "c"), { root })).rejects.toThrow(/no config.json/);
  await expect(runFolder(join(root, "d"), { root })).rejects.toThrow(/nothing there/);
});

it("passes over runs without a checkpoint when a model is wanted", async () => {
  const root = await mkdtemp(join(tmpdir(), "elbo-"));
  for (const [name, time] of [
    ["failed", 2_000],
    ["good", 1_000],
  ] as const) {
    await mkdir(join(root, name, "checkpoints"), { recursive: true });
    await writeFile(join(root, name, "config.json"), "{}");
    await utimes(join(root, name, "config.json"), time, time);
  }
  await expect(runFolder(undefined, { root, trained: true })).rejects.toThrow(/no trained run yet/);
  await writeFile(join(root, "good", "checkpoints", "last.json"), "{}");
  expect(await runFolder(undefined, { root, trained: true })).toBe(join(root, "good"));
  expect(await runFolder(undefined, { root })).toBe(join(root, "failed"));
});
