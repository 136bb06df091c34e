import { mkdir, mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeWhole } from "./write-whole.ts";

it("replaces a file, and leaves nothing behind when it cannot", async () => {
  const at = await mkdtemp(join(tmpdir(), "elbo-"));
  await writeWhole(join(at, "a"), "one");
  await writeWhole(join(at, "a"), "two");
  expect(await readFile(join(at, "a"), "utf8")).toBe("two");
  await mkdir(join(at, "folder"));
  await expect(writeWhole(join(at, "folder"), "x")).rejects.toThrow();
  expect(await readdir(at)).toEqual(["a", "folder"]);
});
