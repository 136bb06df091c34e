import { DataError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { bytesSource } from "./block.ts";
import { decodeBlock } from "./decode-block.ts";
import type { ArchiveHeader } from "./header.ts";
import { joinBytes } from "./join-bytes.ts";
import { openArchive, type Step, walkBlocks } from "./read-archive.ts";
import { type BlockCoder, type Member, type Written, writeArchive } from "./write-archive.ts";

const header: ArchiveHeader = {
  model: { sha256: "ab".repeat(32), name: "run" },
  inside: true,
  versions: { elbo: "1.2.3" },
  tile: { height: 2, width: 3, channels: 1 },
  levels: 256,
  coder: { batch: 4 },
};

/** A coder that leaves the numbers as they are. */
const plain: BlockCoder = {
  encode: async (examples) => ({ code: examples, initialBits: 7 }),
  decode: async (code) => code,
};

const member = (name: string, height: number, width: number, count: number): Member => ({
  name,
  about: { kind: "test" },
  size: { height, width, channels: 1 },
  count,
  read: async function* () {
    for (let n = 0; n < count; n++)
      yield Uint8Array.from({ length: height * width }, (_, i) => name.length + 7 * n + i);
  },
});
const members = [member("a", 2, 3, 5), member("tall", 5, 4, 1), member("other", 2, 3, 4)];
const model = new TextEncoder().encode("the nets");

async function write(blockExamples = 4, coder = plain): Promise<{ bytes: Uint8Array; written: Written }> {
  const pieces = writeArchive({ header, model, members, coder, blockExamples });
  const chunks: Uint8Array[] = [];
  for (;;) {
    const { done, value } = await pieces.next();
    if (done) return { bytes: joinBytes(chunks), written: value };
    chunks.push(value);
  }
}

async function read(bytes: Uint8Array): Promise<{ files: Record<string, number[][]>; steps: Step[] }> {
  const archive = await openArchive(bytesSource(bytes), "test.elbo");
  const files: Record<string, number[][]> = {};
  const steps: Step[] = [];
  for await (const step of walkBlocks(archive)) {
    steps.push(step);
    if (step.step !== "block") continue;
    for (const { part, pictures } of await decodeBlock(archive.header, step, plain, { where: "test.elbo" })) {
      files[part.name] = [...(files[part.name] ?? []), ...pictures.map((picture) => [...picture])];
    }
  }
  return { files, steps };
}

const expected = async () => {
  const files: Record<string, number[][]> = {};
  for (const each of members) {
    files[each.name] = [];
    for await (const picture of each.read()) files[each.name]?.push([...picture]);
  }
  return files;
};

describe("an archive", () => {
  it("gives back its header, its model and all pictures, and tells what it holds", async () => {
    const { bytes, written } = await write();
    const archive = await openArchive(bytesSource(bytes), "test.elbo");
    expect(archive.header).toEqual(header);
    expect(archive.model && [...archive.model]).toEqual([...model]);
    const { files, steps } = await read(bytes);
    expect(files).toEqual(await expected());
    // Tiles: 5 of 2 x 3, 6 of the tall picture, 4 more; pictures stay whole, so blocks hold 4, 7 and 4.
    expect(steps.map((step) => (step.step === "block" ? step.table.examples : step.step))).toEqual([4, 7, 4, "end"]);
    expect(written).toMatchObject({ files: 3, pictures: 10, examples: 15, bytes: bytes.length, initialBits: 21 });
    const starts = steps.flatMap((step) => (step.step === "block" ? [step.offset] : []));
    expect(written.blocks).toEqual(starts);
  });

  it("notices every flipped byte and every cut, and what stands before is whole", async () => {
    const { bytes } = await write();
    const whole = await expected();
    const all = Object.values(whole).flat().length;
    const judge = async (changed: Uint8Array, what: string) => {
      try {
        const { files, steps } = await read(changed);
        const last = steps.at(-1);
        const damaged = steps.some(({ step }) => step === "damage");
        const archive = await openArchive(bytesSource(changed), "x");
        expect(damaged || archive.modelDamage !== undefined, what).toBe(true);
        if (!archive.modelDamage) expect(last === undefined || damaged, what).toBe(true);
        const found = Object.entries(files).flatMap(([name, pictures]) => pictures.map((p) => [name, p] as const));
        for (const [name, picture] of found) expect(whole[name], what).toContainEqual(picture);
        expect(found.length).toBeLessThanOrEqual(all);
      } catch (error) {
        expect(error, what).toBeInstanceOf(DataError);
      }
    };
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Uint8Array.from(bytes);
      flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
      await judge(flipped, `byte ${at} flipped`);
      await judge(bytes.subarray(0, at), `cut at ${at}`);
    }
    await judge(joinBytes([bytes, Uint8Array.of(0)]), "a byte added");
  });

  it("goes on behind a damaged block", async () => {
    const { bytes, written } = await write();
    const [, second = 0] = written.blocks;
    const damaged = Uint8Array.from(bytes);
    damaged[second + 60] = (damaged[second + 60] as number) ^ 1;
    const { files, steps } = await read(damaged);
    expect(steps.map(({ step }) => step)).toEqual(["block", "damage", "block", "end"]);
    expect(files.a).toHaveLength(4);
    expect(files.other).toHaveLength(4);
  });

  it("takes no block of another archive", async () => {
    const [a, b] = [await write(), await write(3)];
    const start = a.written.blocks[0] as number;
    const mixed = joinBytes([a.bytes.subarray(0, start), b.bytes.subarray(b.written.blocks[0])]);
    // Equal headers make equal archives' ids, so another header is needed for other blocks.
    expect((await read(mixed)).steps[0]?.step).toBe("block");
    const other = await writeWith({ ...header, versions: { elbo: "9" } });
    const strange = joinBytes([a.bytes.subarray(0, start), other.bytes.subarray(other.written.blocks[0])]);
    expect((await read(strange)).steps.map(({ step }) => step)).toEqual(["damage"]);
  });

  it("is refused when its pixels are not those that were compressed", async () => {
    const { bytes } = await write();
    const archive = await openArchive(bytesSource(bytes), "test.elbo");
    const lossy: BlockCoder = { ...plain, decode: async (code) => code.map((byte) => byte ^ 1) };
    for await (const step of walkBlocks(archive)) {
      if (step.step !== "block") continue;
      await expect(decodeBlock(header, step, lossy, { where: "x" })).rejects.toThrow(/not what was compressed/);
      break;
    }
  });

  it("holds no more than a block at a time, and stops when told", async () => {
    const controller = new AbortController();
    let blocks = 0;
    const counting: BlockCoder = {
      ...plain,
      encode: async (examples, count, watching) => {
        blocks++;
        controller.abort();
        return plain.encode(examples, count, watching);
      },
    };
    const pieces = writeArchive({ header, members, coder: counting, blockExamples: 4, signal: controller.signal });
    const drain = async () => {
      for await (const _ of pieces);
    };
    await expect(drain()).rejects.toThrow(/abort/i);
    expect(blocks).toBe(1);
  });
});

async function writeWith(other: ArchiveHeader) {
  const pieces = writeArchive({ header: other, model, members, coder: plain, blockExamples: 4 });
  const chunks: Uint8Array[] = [];
  for (;;) {
    const { done, value } = await pieces.next();
    if (done) return { bytes: joinBytes(chunks), written: value };
    chunks.push(value);
  }
}
