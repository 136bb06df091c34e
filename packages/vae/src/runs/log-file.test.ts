import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CheckpointError } from "@elbo/spec";
import { expect, it } from "vitest";
import { withFolder } from "../training/fakes/start-training.ts";
import { openLog } from "./log-file.ts";

it("appends one object per line, and a flush is readable at once", () =>
  withFolder(async (folder) => {
    const path = join(folder, "deep", "log.jsonl");
    const log = await openLog(path);
    log.append({ event: "a", text: "two\nlines, é" });
    await log.flush();
    const text = await readFile(path, "utf8");
    expect(text).toBe('{"event":"a","text":"two\\nlines, é"}\n');
    log.append({ event: "b" });
    expect(await log.sync()).toBe(Buffer.byteLength(text) + 14);
    log.append({ event: "c" });
    await log.close();
    expect((await readFile(path, "utf8")).trim().split("\n")).toHaveLength(3);
  }));

it("cuts off what a killed process wrote after its last checkpoint, half lines included", () =>
  withFolder(async (folder) => {
    const path = join(folder, "log.jsonl");
    await writeFile(path, '{"step":1}\n{"step":2}\n{"ste');
    const log = await openLog(path, { keep: 11 });
    log.append({ step: 2 });
    await log.close();
    expect(await readFile(path, "utf8")).toBe('{"step":1}\n{"step":2}\n');
  }));

it("names the file when it cannot be opened", () =>
  withFolder(async (folder) => {
    await writeFile(join(folder, "file"), "");
    const opening = openLog(join(folder, "file", "log.jsonl"));
    await expect(opening).rejects.toThrow(CheckpointError);
    await expect(opening).rejects.toThrow(/log\.jsonl/);
  }));

it("says that the disk is full where the machine has such a file", async () => {
  if (!existsSync("/dev/full")) return;
  const full = await openLog("/dev/full");
  full.append({ step: 1 });
  await expect(full.flush()).rejects.toThrow(/\/dev\/full.*ENOSPC.*--resume/);
  await full.close();
});
