import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { CheckpointError } from "@elbo/spec";
import { expect, it } from "vitest";
import { withFolder } from "../training/fakes/start-training.ts";
import { createRunFolder, openRunFolder } from "./run-folder.ts";

const facts = { seed: 3, versions: { node: "20" }, engine: "cpu", threads: 2, parts: { "./my-prior.ts": "ab12" } };
const now = new Date(2026, 0, 5, 9, 7);
const config = { loss: { kind: "elbo" } };

it("writes config and facts, and opens again with the same config", () =>
  withFolder(async (root) => {
    const run = await createRunFolder(join(root, "runs"), "my model/β", { config, facts, now });
    expect(basename(run.path)).toBe("2026-01-05-0907-my-model-");
    expect((await readdir(run.path)).sort()).toEqual(["config.json", "run.json"]);
    expect(JSON.parse(await readFile(join(run.path, "run.json"), "utf8"))).toEqual({
      ...facts,
      started: now.toISOString(),
    });
    const opened = await openRunFolder(run.path);
    expect(opened.config).toEqual(config);
    expect(opened.log).toBe(join(run.path, "log.jsonl"));
  }));

it("never shares a folder between two runs, even when they start together", () =>
  withFolder(async (root) => {
    const runs = await Promise.all([1, 2, 3].map(() => createRunFolder(root, "a", { config, facts, now })));
    expect(new Set(runs.map(({ path }) => basename(path)))).toEqual(
      new Set(["2026-01-05-0907-a", "2026-01-05-0907-a-2", "2026-01-05-0907-a-3"]),
    );
  }));

it("refuses what is no run folder", () =>
  withFolder(async (root) => {
    await expect(openRunFolder(join(root, "none"))).rejects.toThrow(CheckpointError);
    await mkdir(join(root, "broken"));
    await writeFile(join(root, "broken", "config.json"), "{");
    await expect(openRunFolder(join(root, "broken"))).rejects.toThrow(/config\.json.*not JSON/);
  }));

it("says so when a file stands where run folders should go", () =>
  withFolder(async (root) => {
    await writeFile(join(root, "runs"), "");
    await expect(createRunFolder(join(root, "runs"), "a", { config, facts })).rejects.toThrow(CheckpointError);
  }));
