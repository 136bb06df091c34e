import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkWritable } from "./check-writable.ts";

it("leaves everything as it was, and names what cannot be written", async () => {
  const at = await mkdtemp(join(tmpdir(), "elbo-"));
  await writeFile(join(at, "old"), "old");
  await mkdir(join(at, "folder"));
  await checkWritable(join(at, "old"), undefined, join(at, "new"));
  expect(await readFile(join(at, "old"), "utf8")).toBe("old");
  await expect(checkWritable(join(at, "old"), join(at, "none/new"))).rejects.toThrow(/none\/new.*ENOENT/);
  await expect(checkWritable(join(at, "folder"))).rejects.toThrow(/folder.*EISDIR/);
  expect((await readdir(at)).sort()).toEqual(["folder", "old"]);
  await rm(at, { recursive: true });
});
