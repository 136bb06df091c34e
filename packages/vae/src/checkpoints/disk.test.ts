import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { nodeDisk } from "./disk.ts";

it("writes parts one after the other, lists, reads, renames and removes; what is absent is no error", async () => {
  const root = await mkdtemp(join(tmpdir(), "elbo-"));
  try {
    const folder = join(root, "a", "b");
    await nodeDisk.makeFolder(folder);
    await nodeDisk.write(join(folder, "x"), [Uint8Array.of(1, 2), Uint8Array.of(3)]);
    await nodeDisk.rename(join(folder, "x"), join(folder, "y"));
    await nodeDisk.syncFolder(folder);
    expect(await nodeDisk.list(folder)).toEqual(["y"]);
    expect(await nodeDisk.read(join(folder, "y"))).toEqual(Uint8Array.of(1, 2, 3));
    await nodeDisk.remove(join(folder, "y"));
    await nodeDisk.remove(join(folder, "y"));
    expect(await nodeDisk.read(join(folder, "y"))).toBeUndefined();
    expect(await nodeDisk.list(join(root, "none"))).toEqual([]);
    await expect(nodeDisk.rename(join(folder, "y"), join(folder, "z"))).rejects.toThrow(/ENOENT/);
  } finally {
    await rm(root, { recursive: true });
  }
});
