import { mkdir, mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { claimRunFolder, dropUnusedRun } from "./claim-run-folder.ts";
import { makeFolder } from "./make-folder.ts";

const folder = () => mkdtemp(join(tmpdir(), "elbo-"));
const morning = new Date(2026, 0, 31, 9, 5);

it("gives each run a folder of its own, and makes those above", async () => {
  const root = join(await folder(), "a", "b");
  expect(await claimRunFolder(root, "mnist elbo/2", morning)).toBe(join(root, "2026-01-31-0905-mnist-elbo-2"));
  expect(await claimRunFolder(root, "mnist elbo/2", morning)).toBe(join(root, "2026-01-31-0905-mnist-elbo-2-2"));
});

it("says which folder cannot be made", async () => {
  const at = await folder();
  await writeFile(join(at, "file"), "");
  await expect(claimRunFolder(join(at, "file"), "x")).rejects.toThrow(/file: could not make the folder.*EEXIST/);
  await expect(makeFolder(join(at, "file", "below"))).rejects.toThrow(/EEXIST|ENOTDIR/);
});

it("removes a run in which nothing was trained, and no other", async () => {
  const root = await folder();
  for (const name of ["unused", "logged", "saved"]) {
    await mkdir(join(root, name, "checkpoints"), { recursive: true });
    await writeFile(join(root, name, "config.json"), "{}");
  }
  await writeFile(join(root, "logged", "log.jsonl"), '{"event":"step"}\n');
  await writeFile(join(root, "saved", "checkpoints", "last.json"), "{}");
  for (const name of ["unused", "logged", "saved"]) await dropUnusedRun(join(root, name));
  expect((await readdir(root)).sort()).toEqual(["logged", "saved"]);
});
