import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as codec from "@elbo/codec";
import * as runtime from "onnxruntime-web";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judgeDamages } from "../../../tooling/compression/judge-damages.mjs";
import { elbo, elboSays } from "./support/command.ts";
import { pictures, saveConfig } from "./support/configs.ts";
import { greyPng, idxImages } from "./support/data-files.ts";

const grey = {
  ...pictures,
  data: { kind: "idx", images: "images.idx", validation: 0.1, binarise: "none" },
  likelihood: { kind: "beta-binomial" },
};

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "elbo-compress-"));
  await mkdir(join(cwd, "in/deep"), { recursive: true });
  await writeFile(join(cwd, "images.idx"), idxImages(120));
  await writeFile(join(cwd, "in/some.idx"), idxImages(50));
  await writeFile(join(cwd, "in/small.png"), greyPng(8, 8, 90));
  await writeFile(join(cwd, "in/deep/large.png"), greyPng(19, 13, 200));
  for (const [name, more] of Object.entries({ a: {}, b: { seed: 2 } })) {
    await saveConfig(cwd, { ...grey, ...more });
    await elboSays(["train", "config.yaml", "--runs", name], { cwd });
  }
  await elboSays(["compress", "in", "-o", "all.elbo", "--model", await runOf("a"), "--block", "20", "--with-model"], {
    cwd,
  });
}, 600_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

const runOf = async (root: string) => join(root, (await readdir(join(cwd, root)))[0] as string);
const pixels = async (file: string) => PNG.sync.read(await readFile(join(cwd, file))).data;

describe("an archive", () => {
  it("gives back every pixel of PNG files, and every byte of IDX files", async () => {
    await elboSays(["decompress", "all.elbo", "-o", "out"], { cwd });
    expect((await readFile(join(cwd, "out/some.idx"))).equals(idxImages(50))).toBe(true);
    for (const name of ["small.png", "deep/large.png"]) {
      expect((await pixels(`out/${name}`)).equals(await pixels(`in/${name}`)), name).toBe(true);
    }
  });

  it("tells what it holds", async () => {
    const about = JSON.parse(await elboSays(["inspect", "all.elbo", "--json"], { cwd }));
    expect(about).toMatchObject({
      inside: true,
      levels: 256,
      files: ["deep/large.png", "small.png", "some.idx"],
      damages: [],
    });
    // 3 x 2 tiles of the large picture, one small one, fifty in the file.
    expect(about).toMatchObject({ examples: 57, dimensions: 19 * 13 + 64 + 50 * 64 });
  });

  it("is refused by another model, by name", async () => {
    const { code, err } = await elbo(["decompress", "all.elbo", "-o", "other", "--model", await runOf("b")], { cwd });
    expect(code).toBe(5);
    expect(err).toMatch(/all.elbo: this archive was made with another model: expected .*sha256.*got .*sha256/);
    expect(existsSync(join(cwd, "other"))).toBe(false);
  });

  it("that is damaged restores nothing unless told, then what is whole", async () => {
    const bytes = await readFile(join(cwd, "all.elbo"));
    const { blocks } = JSON.parse(await elboSays(["inspect", "all.elbo", "--json"], { cwd }));
    const last = blocks.at(-1) as { readonly offset: number; readonly bytes: number };
    bytes[last.offset + last.bytes - 20] = (bytes[last.offset + last.bytes - 20] as number) ^ 4;
    await writeFile(join(cwd, "damaged.elbo"), bytes);
    const refused = await elbo(["decompress", "damaged.elbo", "-o", "rescued"], { cwd });
    expect(refused.code).toBe(3);
    expect(refused.err).toMatch(/damaged.elbo: the archive is damaged.*--salvage/);
    expect(existsSync(join(cwd, "rescued"))).toBe(false);
    const salvaged = await elbo(["decompress", "damaged.elbo", "-o", "rescued", "--salvage"], { cwd });
    expect(salvaged.code).toBe(3);
    expect((await pixels("rescued/deep/large.png")).equals(await pixels("in/deep/large.png"))).toBe(true);
    const partial = await readFile(join(cwd, "rescued/some.idx.partial"));
    const count = partial.readUInt32BE(4);
    expect(partial.length).toBe(16 + 64 * count);
    expect(partial.subarray(16).equals(idxImages(50).subarray(16, partial.length))).toBe(true);
  });

  it("damaged in fifty ways is noticed each time, and all before the damage is right", async () => {
    const bytes = await readFile(join(cwd, "all.elbo"));
    const { refused, inPart, wrong } = await judgeDamages(codec, runtime, bytes, { count: 50 });
    expect(wrong).toEqual([]);
    expect(refused + inPart).toBe(50);
    expect(inPart).toBeGreaterThan(10);
  });

  it("whose blocks are swapped, or one of which is another archive's, restores nothing unless told", async () => {
    const from = await runOf("a");
    const compress = (name: string) =>
      elboSays(["compress", "in/some.idx", "-o", name, "--model", from, "--block", "20"], { cwd });
    await compress("one.elbo");
    await writeFile(join(cwd, "in/some.idx"), idxImages(50).fill(7, 16, 20));
    await compress("other.elbo").finally(() => writeFile(join(cwd, "in/some.idx"), idxImages(50)));
    const [one, other] = [await readFile(join(cwd, "one.elbo")), await readFile(join(cwd, "other.elbo"))];
    const framesOf = async (name: string, bytes: Buffer) => {
      const { blocks } = JSON.parse(await elboSays(["inspect", name, "--json"], { cwd }));
      return blocks.map(({ offset, bytes: length }: Record<string, number>) =>
        bytes.subarray(offset, (offset as number) + (length as number)),
      ) as [Buffer, Buffer, Buffer];
    };
    const [a, b, c] = await framesOf("one.elbo", one);
    const [strange] = await framesOf("other.elbo", other);
    const begin = one.subarray(0, one.indexOf(a));
    const end = one.subarray(one.indexOf(c) + c.length);
    for (const [name, blocks, pictures] of [
      ["swapped", [a, c, b], 20],
      ["strange", [a, strange, c], 20],
    ] as const) {
      await writeFile(join(cwd, "mixed.elbo"), Buffer.concat([begin, ...blocks, end]));
      const refused = await elbo(["decompress", "mixed.elbo", "-o", name, "--model", from], { cwd });
      expect([refused.code, refused.err.includes("the archive is damaged")], name).toEqual([3, true]);
      expect(existsSync(join(cwd, name)), name).toBe(false);
      await elbo(["decompress", "mixed.elbo", "-o", name, "--model", from, "--salvage"], { cwd });
      const partial = await readFile(join(cwd, name, "some.idx.partial"));
      expect(partial.subarray(16).equals(idxImages(50).subarray(16, 16 + 64 * pictures)), name).toBe(true);
    }
  });

  it("has the same bytes whatever threads the engine may use", async () => {
    const from = await runOf("a");
    const bytes = async (threads: string) => {
      const env = { ELBO_THREADS: threads };
      await elboSays(["compress", "in/some.idx", "-o", `${threads}.elbo`, "--model", from], { cwd, env });
      return readFile(join(cwd, `${threads}.elbo`));
    };
    expect((await bytes("1")).equals(await bytes("2"))).toBe(true);
  });

  it("takes folders of more files than may be open at once", async () => {
    await mkdir(join(cwd, "many"));
    for (let i = 0; i < 1500; i++) await writeFile(join(cwd, `many/${i}.png`), greyPng(2, 2, i % 256));
    const words = ["compress", "many", "-o", "many.elbo", "--model", "all.elbo"];
    expect(await elboSays(words, { cwd, openFiles: 600 })).toMatch(/^many\.elbo: /);
  });

  it("is refused before any work when a file is no picture", async () => {
    await writeFile(join(cwd, "notes.txt"), "no picture");
    const { code, err } = await elbo(["compress", "notes.txt", "-o", "notes.elbo", "--model", "all.elbo"], { cwd });
    expect(code).toBe(3);
    expect(err).toMatch(/^elbo: notes.txt: neither a PNG nor an IDX file/m);
    expect(existsSync(join(cwd, "notes.elbo"))).toBe(false);
  });
});

describe("a chain inferred from the bottom up", () => {
  it("is coded by Bit-Swap, with fewer bits to begin with than with all latents first; either comes back", async () => {
    const sites = ["z3", "z2", "z1"].map((name) => ({ name, dimension: 40 }));
    await saveConfig(cwd, { ...grey, latents: { kind: "bottom-up", sites } });
    await elboSays(["train", "config.yaml", "--runs", "chain"], { cwd });
    const model = await runOf("chain");
    const bits: number[] = [];
    for (const order of [[], ["--latents-first"]]) {
      const words = ["compress", "in/some.idx", "-o", "chain.elbo", "--model", model, "--json", ...order];
      bits.push(JSON.parse(await elboSays(words, { cwd })).initialBits);
      await elboSays(["decompress", "chain.elbo", "-o", "back", "--model", model], { cwd });
      expect((await readFile(join(cwd, "back/some.idx"))).equals(idxImages(50))).toBe(true);
    }
    const [swap, first] = bits as [number, number];
    expect(swap).toBeLessThan(first);
  });
});
