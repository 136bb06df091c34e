import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { recordEngine } from "./record-engine.ts";

it("replaces the engine and its threads in run.json when it changed, and nothing else", async () => {
  const path = await mkdtemp(join(tmpdir(), "elbo-run-"));
  const file = join(path, "run.json");
  try {
    await recordEngine({ path }, { name: "cpu" });
    await writeFile(file, JSON.stringify({ seed: 3, engine: "onnx", threads: 2, started: "today" }));
    const before = await stat(file);
    await recordEngine({ path }, { name: "onnx", threads: 2 });
    expect((await stat(file)).ino).toBe(before.ino);
    await recordEngine({ path }, { name: "cpu" });
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ seed: 3, engine: "cpu", started: "today" });
  } finally {
    await rm(path, { recursive: true });
  }
});
