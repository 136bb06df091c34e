import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { recordEngine } from "./record-engine.ts";

it("replaces the engine in run.json when it changed, and nothing else", async () => {
  const path = await mkdtemp(join(tmpdir(), "elbo-run-"));
  const file = join(path, "run.json");
  try {
    await recordEngine({ path }, "cpu");
    await writeFile(file, JSON.stringify({ seed: 3, engine: "onnx", started: "today" }));
    const before = await stat(file);
    await recordEngine({ path }, "onnx");
    expect((await stat(file)).ino).toBe(before.ino);
    await recordEngine({ path }, "cpu");
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ seed: 3, engine: "cpu", started: "today" });
  } finally {
    await rm(path, { recursive: true });
  }
});
