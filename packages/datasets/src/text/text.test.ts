import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTextData, textDataConfig } from "./text.ts";

let folder = "";
const write = async (name: string, content: string | Uint8Array) => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};
const open = (path: string, more: object = {}) =>
  createTextData(textDataConfig.parse({ kind: "text", path, test: 1, ...more })).open();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "elbo-text-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("text", () => {
  it("reads lines of any ending, trims them and skips empty ones", async () => {
    const dataset = await open(await write("lines.txt", "\ufeffone\r\n  two \n\n\nthree\rfour"));
    expect(dataset.splits.train.length + dataset.splits.test.length).toBe(4);
    expect(dataset.fields.x?.shape).toEqual([6]);
    const x = new Int32Array(18);
    await dataset.splits.train.read(Int32Array.of(0, 1, 2), { x });
    const found = [0, 6, 12].map((at) => dataset.text(x.subarray(at, at + 6)));
    expect(["one", "two", "three", "four"].filter((line) => found.includes(line))).toHaveLength(3);
  });

  it("leaves out long lines and takes words on demand", async () => {
    const path = await write("words.txt", "a b c\nA b\na\n");
    const dataset = await open(path, { unit: "words", longest: 2, lowerCase: true });
    expect(dataset.splits.train.length + dataset.splits.test.length).toBe(2);
    await expect(open(await write("long.txt", "aaaa\n"), { longest: 2 })).rejects.toThrow("more than 2 tokens");
  });

  it("says what is wrong with a file", async () => {
    await expect(open(join(folder, "none.txt"))).rejects.toThrow(/none\.txt: cannot read the file\. Check the path/);
    await expect(open(await write("empty.txt", "\n \n"))).rejects.toThrow("holds no text");
    await expect(open(await write("bytes.txt", Uint8Array.of(0xff, 0xfe, 0x41)))).rejects.toThrow(
      "not a UTF-8 text file",
    );
    await expect(open(await write("one.txt", "only\n"))).rejects.toThrow("nothing is left to train on");
  });
});
