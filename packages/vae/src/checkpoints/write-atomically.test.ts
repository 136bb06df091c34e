import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { nodeDisk } from "./disk.ts";
import { memoryDisk } from "./fakes/memory-disk.ts";
import { writeAtomically } from "./write-atomically.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

it("replaces a file on a real disk and leaves nothing beside it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "elbo-"));
  try {
    const path = join(folder, "run.json");
    await writeFile(path, "a much longer old content");
    await writeAtomically(nodeDisk, path, [bytes("new"), bytes(" content")]);
    expect(await readFile(path, "utf8")).toBe("new content");
    expect(await readdir(folder)).toEqual(["run.json"]);
    expect(await nodeDisk.list(join(folder, "none"))).toEqual([]);
    expect(await nodeDisk.read(join(folder, "none"))).toBeUndefined();
    await nodeDisk.remove(join(folder, "none"));
  } finally {
    await rm(folder, { recursive: true });
  }
});

it("shows the old or the new content after a kill at any operation", async () => {
  for (let failAt = 0; failAt < 3; failAt++) {
    const disk = memoryDisk(new Map([["run/a", bytes("old")]]), { failAt });
    await expect(writeAtomically(disk, "run/a", [bytes("new")])).rejects.toThrow(/run\/a/);
    expect(["old", "new"]).toContain(new TextDecoder().decode(disk.files.get("run/a")));
  }
});
