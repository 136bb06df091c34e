import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Part } from "@elbo/codec";
import { encodeIdx } from "@elbo/datasets";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readPng } from "./png.ts";
import { restoreFiles } from "./restore-files.ts";

let at = "";
beforeEach(async () => {
  at = await mkdtemp(join(tmpdir(), "elbo-"));
});
afterEach(() => rm(at, { recursive: true }));

const png = (name: string): Part =>
  ({
    ...{ name, about: { format: "png", step: 255 }, size: { height: 1, width: 2, channels: 1 } },
    ...{ count: 1, first: 0, pictures: 1 },
  }) as Part;
const idx = (first: number, pictures: number): Part =>
  ({
    ...{ name: "a.idx", about: { format: "idx", step: 1, axes: [1, 2] }, size: { height: 1, width: 2, channels: 1 } },
    ...{ count: 3, first, pictures },
  }) as Part;
const picture = (...levels: number[]) => Uint8Array.from(levels);

describe("restored files", () => {
  it("are whole where all of their pictures came, in folders of their own", async () => {
    const files = restoreFiles(at);
    await files.take({ part: png("deep/one.png"), pictures: [picture(0, 1)] });
    await files.take({ part: idx(0, 2), pictures: [picture(1, 2), picture(3, 4)] });
    await files.take({ part: idx(2, 1), pictures: [picture(5, 6)] });
    expect(await files.finish()).toEqual({ written: ["deep/one.png", "a.idx"], partial: [] });
    expect((await readPng(join(at, "deep/one.png"))).bytes).toEqual(picture(0, 255));
    expect(Uint8Array.from(await readFile(join(at, "a.idx")))).toEqual(encodeIdx([3, 1, 2], picture(1, 2, 3, 4, 5, 6)));
  });

  it("are called partial where the end is lost, with a header of what is there", async () => {
    const files = restoreFiles(at);
    await files.take({ part: idx(0, 2), pictures: [picture(1, 2), picture(3, 4)] });
    expect(await files.finish()).toEqual({ written: [], partial: [{ name: "a.idx.partial", pictures: 2, of: 3 }] });
    expect(Uint8Array.from(await readFile(join(at, "a.idx.partial")))).toEqual(
      encodeIdx([2, 1, 2], picture(1, 2, 3, 4)),
    );
  });

  it("are called partial under a name as long as file systems allow, too", async () => {
    const files = restoreFiles(at);
    const name = `${"n".repeat(251)}.idx`;
    await files.take({ part: { ...idx(0, 1), name }, pictures: [picture(1, 2)] });
    const { partial } = await files.finish();
    expect(partial).toEqual([{ name: expect.stringMatching(/^n+\.[0-9a-f]{8}\.partial$/), pictures: 1, of: 3 }]);
    expect(await readdir(at)).toEqual(partial.map((file) => file.name));
  });

  it("are not begun where their beginning is lost, and leave nothing when abandoned", async () => {
    const files = restoreFiles(at);
    await files.take({ part: idx(2, 1), pictures: [picture(5, 6)] });
    expect(await files.finish()).toEqual({ written: [], partial: [] });
    await files.take({ part: idx(0, 2), pictures: [picture(1, 2), picture(3, 4)] });
    await files.abandon();
    expect(await readdir(at)).toEqual([]);
  });

  it("never leave the folder, come back under long names, name the format that is not known, and say why the disk refuses", async () => {
    const files = restoreFiles(at);
    await expect(files.take({ part: png("../a.png"), pictures: [picture(0, 1)] })).rejects.toThrow(/leave the folder/);
    const deep = [..."abc"].map((name) => name.repeat(120)).join("/");
    const long = [`${"あ".repeat(83)}.png`, `${deep}.idx`] as const;
    await files.take({ part: png(long[0]), pictures: [picture(0, 1)] });
    await files.take({ part: { ...idx(0, 3), name: long[1] }, pictures: [1, 3, 5].map((n) => picture(n, n + 1)) });
    expect((await files.finish()).written).toEqual(long);
    const wrong = { ...idx(0, 3), about: { format: "idx", step: 1, axes: [2, 2] } };
    await expect(files.take({ part: wrong, pictures: [picture(1, 2)] })).rejects.toThrow(
      /a\.idx.*1 x 2 x 1.*\[2, 2\]/s,
    );
    const odd = { ...png("x.tiff"), about: { format: "tiff" } };
    await expect(files.take({ part: odd, pictures: [picture(0, 1)] })).rejects.toThrow(/x\.tiff.*does not know/s);
    await writeFile(join(at, "file"), "in the way");
    await expect(files.take({ part: png("file/one.png"), pictures: [picture(0, 1)] })).rejects.toThrow(
      /EEXIST|ENOTDIR/,
    );
  });
});
