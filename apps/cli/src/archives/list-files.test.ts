import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { listFiles } from "./list-files.ts";

it("names files by where they lie below the folder that was given, hidden ones left out", async () => {
  const at = await mkdtemp(join(tmpdir(), "elbo-"));
  await mkdir(join(at, "in/deep/.hidden"), { recursive: true });
  await mkdir(join(at, "empty"));
  for (const name of ["in/b.png", "in/deep/a.png", "in/.secret", "in/deep/.hidden/c.png", "other.idx"]) {
    await writeFile(join(at, name), "x");
  }
  const found = await listFiles([join(at, "in"), join(at, "other.idx")]);
  expect(found.map(({ name }) => name)).toEqual(["b.png", "deep/a.png", "other.idx"]);
  expect(found[1]?.path).toBe(join(at, "in/deep/a.png"));
  await expect(listFiles([join(at, "none")])).rejects.toThrow(/none: nothing is there/);
  await expect(listFiles([join(at, "empty")])).rejects.toThrow(/empty: no files here/);
  await expect(listFiles([join(at, "in"), join(at, "in/b.png")])).rejects.toThrow(/the same name/);
  await rm(at, { recursive: true });
});

it("leaves out nothing in silence: links follow to files alone, and names that could not be restored are refused", async () => {
  const at = await mkdtemp(join(tmpdir(), "elbo-"));
  await mkdir(join(at, "folder/deep"), { recursive: true });
  await writeFile(join(at, "folder/a.png"), "x");
  await symlink("a.png", join(at, "folder/b.png"));
  expect((await listFiles([join(at, "folder")])).map(({ name }) => name)).toEqual(["a.png", "b.png"]);
  for (const [name, make, told] of [
    ["c.png", () => symlink("nowhere", join(at, "folder/c.png")), /c\.png: nothing is there/],
    ["d", () => symlink("deep", join(at, "folder/d")), /d: a link to a folder is not followed/],
    ["e\\f.png", () => writeFile(join(at, "folder/e\\f.png"), "x"), /no archive can give back/],
  ] as const) {
    await make();
    await expect(listFiles([join(at, "folder")]), name).rejects.toThrow(told);
    await rm(join(at, "folder", name));
  }
  await expect(listFiles(["/dev/null"])).rejects.toThrow(/neither a file nor a folder/);
  await rm(at, { recursive: true });
});
