import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeIdx } from "./encode-idx.ts";
import { gunzipFile } from "./gunzip-file.ts";
import { openIdx } from "./idx-file.ts";
import { readLabels } from "./idx-labels.ts";

const [length, size] = [2000, 7];
const values = Uint8Array.from({ length: length * size }, (_, i) => (i * 31 + (i >> 8)) & 255);
let folder = "";
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "elbo-idx-"));
  const bytes = encodeIdx([length, size], values);
  await writeFile(file("plain"), bytes);
  await writeFile(file("packed.gz"), gzipSync(bytes));
});
afterAll(() => rm(folder, { recursive: true }));

describe("openIdx", () => {
  it("reads the same rows from memory, by position and from gzip, in any order and with repeats", async () => {
    const rows = Int32Array.of(1999, 0, 5, 4, 4, 1200, 6, 1);
    const expected = Uint8Array.from(rows).length * size;
    for (const [name, limit] of [
      ["plain", 1 << 20],
      ["plain", 0],
      ["packed.gz", 0],
    ] as const) {
      const idx = await openIdx(file(name), { limit });
      const out = new Uint8Array(expected);
      idx.readBytes(rows, out);
      for (const [slot, row] of rows.entries()) {
        expect(out.slice(slot * size, (slot + 1) * size)).toEqual(values.slice(row * size, (row + 1) * size));
      }
      await idx.close();
    }
  });

  it("says how many bytes a truncated file lacks, plain or gzip", async () => {
    await writeFile(file("cut"), encodeIdx([length, size], values).subarray(0, -123));
    await writeFile(file("cut.gz"), gzipSync(encodeIdx([length, size], values).subarray(0, -321)));
    await expect(openIdx(file("cut"))).rejects.toThrow("truncated, 123 bytes are missing");
    await expect(openIdx(file("cut.gz"))).rejects.toThrow("truncated, 321 bytes are missing");
    const half = gzipSync(encodeIdx([length, size], values), { level: 0 });
    await writeFile(file("half.gz"), half.subarray(0, half.length - 1000));
    await expect(openIdx(file("half.gz"))).rejects.toThrow(/truncated, \d+ bytes are missing/);
    await writeFile(file("no.gz"), Uint8Array.of(0x1f, 0x8b, 0, 0, 0, 0));
    await expect(openIdx(file("no.gz"))).rejects.toThrow("damaged gzip file");
  });

  it("notices a file that shrinks after it was opened", async () => {
    await writeFile(file("shrinks"), encodeIdx([length, size], values));
    const idx = await openIdx(file("shrinks"), { limit: 0 });
    await truncate(file("shrinks"), 100);
    expect(() => idx.readBytes(Int32Array.of(1000), new Uint8Array(size))).toThrow("became shorter");
    await idx.close();
  });

  it("names a missing file, or a folder in its place, and the remedy", async () => {
    await expect(openIdx(file("none"), { remedy: "Install it." })).rejects.toThrow(
      /cannot open the file.*Install it\./,
    );
    await expect(openIdx(folder)).rejects.toThrow(/cannot open the file.*Check the path\./);
  });

  it("refuses to unfold more than memory should hold", async () => {
    await expect(gunzipFile(file("packed.gz"), "x", 1000)).rejects.toThrow(/gunzip --keep/);
  });
});

describe("readLabels", () => {
  it("gives class numbers and their count, and refuses other shapes", async () => {
    await writeFile(file("labels"), encodeIdx([4], Uint8Array.of(3, 0, 1, 3)));
    const { values: labels, categories } = await readLabels(file("labels"), 4);
    expect([[...labels], categories]).toEqual([[3, 0, 1, 3], 4]);
    await expect(readLabels(file("labels"), 5)).rejects.toThrow("expected one axis of 5 numbers, got 4");
    await expect(readLabels(file("plain"), length)).rejects.toThrow("got 2000 x 7");
  });
});
