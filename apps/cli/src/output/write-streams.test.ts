import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openStreams } from "./write-streams.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

it("writes files piece by piece, and puts them in place together", async () => {
  const at = await mkdtemp(join(tmpdir(), "elbo-"));
  const files = ["a", "b"].map((name) => join(at, name));
  await writeFile(join(at, "a"), "old");
  const streams = await openStreams(files);
  const long = "x".repeat(100_000);
  for (const text of ["one ", long, " two"]) await streams.write(0, bytes(text));
  await streams.write(1, bytes("three"));
  expect(await readFile(join(at, "a"), "utf8")).toBe("old");
  await streams.commit();
  await streams.discard();
  expect(await readFile(join(at, "a"), "utf8")).toBe(`one ${long} two`);
  expect(await readFile(join(at, "b"), "utf8")).toBe("three");
  expect((await readdir(at)).sort()).toEqual(["a", "b"]);
  await rm(at, { recursive: true });
});

it("leaves nothing behind when it is given up or refused", async () => {
  const at = await mkdtemp(join(tmpdir(), "elbo-"));
  const given = await openStreams([join(at, "a")]);
  await given.write(0, bytes("one"));
  await given.discard();
  expect(await readdir(at)).toEqual([]);
  await expect(openStreams([join(at, "a"), join(at, "none", "b")])).rejects.toThrow(/none\/b.*ENOENT/);
  expect(await readdir(at)).toEqual([]);
  const onto = await openStreams([join(at, "folder")]);
  await mkdir(join(at, "folder"));
  await expect(onto.commit()).rejects.toThrow(/folder: /);
  await onto.discard();
  await expect(openStreams([join(at, "a"), join(at, "folder")])).rejects.toThrow(/folder: .*EISDIR/);
  expect(await readdir(at)).toEqual(["folder"]);
  await rm(at, { recursive: true });
});
