import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeStream } from "./write-stream.ts";

async function* pieces(...texts: readonly (string | Error)[]): AsyncGenerator<Uint8Array, number> {
  for (const text of texts) {
    if (text instanceof Error) throw text;
    yield new TextEncoder().encode(text);
  }
  return texts.length;
}

it("replaces a file when all pieces are there, and leaves nothing behind when they are not", async () => {
  const at = await mkdtemp(join(tmpdir(), "elbo-"));
  expect(await writeStream(join(at, "a"), pieces("one", " two"))).toBe(2);
  expect(await readFile(join(at, "a"), "utf8")).toBe("one two");
  await expect(writeStream(join(at, "a"), pieces("three", new Error("no more")))).rejects.toThrow("no more");
  await mkdir(join(at, "b"));
  await expect(writeStream(join(at, "b"), pieces("x"))).rejects.toThrow(/could not write the file.*EISDIR/);
  await expect(writeStream(join(at, "c/d"), pieces("x"))).rejects.toThrow(/could not write the file.*ENOENT/);
  expect(await readFile(join(at, "a"), "utf8")).toBe("one two");
  expect((await readdir(at)).sort()).toEqual(["a", "b"]);
  await rm(at, { recursive: true });
});
