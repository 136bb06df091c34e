import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeTogether } from "./write-together.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

it("replaces all files, or none when one cannot be written", async () => {
  const at = await mkdtemp(join(tmpdir(), "elbo-"));
  const both = (text: string) => [
    { file: "a", bytes: bytes(text) },
    { file: "b", bytes: bytes(text) },
  ];
  await writeTogether(at, both("one"));
  await writeTogether(at, both("two"));
  expect(await readFile(join(at, "a"), "utf8")).toBe("two");
  const failing = [...both("three"), { file: "missing/c", bytes: bytes("x") }];
  await expect(writeTogether(at, failing)).rejects.toThrow(/missing\/c.*ENOENT/);
  expect(await readFile(join(at, "a"), "utf8")).toBe("two");
  expect((await readdir(at)).sort()).toEqual(["a", "b"]);
  await mkdir(join(at, "c"));
  await expect(writeTogether(at, [...both("four"), { file: "c", bytes: bytes("x") }])).rejects.toThrow(/c: .*EISDIR/);
  expect(await readFile(join(at, "b"), "utf8")).toBe("two");
  expect((await readdir(at)).sort()).toEqual(["a", "b", "c"]);
  await rm(at, { recursive: true });
});
