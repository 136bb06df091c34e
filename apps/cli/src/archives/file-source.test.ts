import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fileSource } from "./file-source.ts";

it("reads bytes at any place, and fewer at the end", async () => {
  const at = await mkdtemp(join(tmpdir(), "elbo-"));
  await writeFile(join(at, "a"), Uint8Array.of(1, 2, 3, 4, 5));
  const source = await fileSource(join(at, "a"));
  expect(source.size).toBe(5);
  expect([...(await source.read(1, 3))]).toEqual([2, 3, 4]);
  expect([...(await source.read(3, 9))]).toEqual([4, 5]);
  expect([...(await source.read(9, 2))]).toEqual([]);
  await source.close();
  await expect(fileSource(at)).rejects.toThrow(/cannot open the archive.*a folder/s);
  await expect(fileSource(join(at, "none"))).rejects.toThrow(/none.*ENOENT/s);
  await rm(at, { recursive: true });
});
