import { DataError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { bytesSource } from "./block.ts";
import { decodeBlock } from "./decode-block.ts";
import { joinBytes } from "./join-bytes.ts";
import type { Member } from "./member.ts";
import { openArchive, type Step, walkBlocks } from "./read-archive.ts";
import { type ArchiveContent, type BlockCoder, type Written, writeArchive } from "./write-archive.ts";

const header: ArchiveContent["header"] = {
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

async function write(more: Partial<ArchiveContent> = {}): Promise<{ bytes: Uint8Array; written: Written }> {
  const pieces = writeArchive({ header, model, members, coder: plain, blockExamples: 4, ...more });
  const chunks: Uint8Array[] = [];
  for (;;) {
    const { done, value } = await pieces.next();
    if (done) return { bytes: joinBytes(chunks), written: value };
    chunks.push(value);
  }
}

/** The archive as its beginning and each of its blocks, the end last. */
async function cut({ bytes, written }: { readonly bytes: Uint8Array; readonly written: Written }) {
  const starts = [...written.blocks];
  const frames = starts.map((start, i) => bytes.subarray(start, starts[i + 1] ?? start));
  // Where the last block of data ends, the walk knows.
  const archive = await openArchive(bytesSource(bytes), "x");
  let until = 0;
  for await (const step of walkBlocks(archive)) if (step.step === "block") until = step.offset + step.bytes;
  frames[frames.length - 1] = bytes.subarray(starts.at(-1), until);
  return { begin: bytes.subarray(0, starts[0]), frames, end: bytes.subarray(until) };
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
    expect(archive.header).toEqual({ ...header, blockExamples: 4, content: expect.stringMatching(/^[0-9a-f]{16}$/) });
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

  it("tells of blocks that are not in their places, and takes each that is whole once", async () => {
    const { begin, frames, end } = await cut(await write());
    const [a, b, c] = frames as [Uint8Array, Uint8Array, Uint8Array];
    const walk = async (...blocks: Uint8Array[]) => {
      const { steps } = await read(joinBytes([begin, ...blocks]));
      return steps.map((step) => (step.step === "block" ? step.index : step.step));
    };
    expect(await walk(a, b, c, end)).toEqual([2, 3, 4, "end"]);
    expect(await walk(b, a, c, end), "swapped").toEqual(["damage", 3, "damage", 4, "end"]);
    expect(await walk(a, c, b, end), "swapped").toEqual([2, "damage", 4, "damage", "end"]);
    expect(await walk(a, c, end), "lost").toEqual([2, "damage", 4, "end"]);
    expect(await walk(a, b, end), "the last lost").toEqual([2, 3, "damage", "end"]);
    expect(await walk(a, a, b, c, end), "repeated").toEqual([2, "damage", 3, 4, "end"]);
    expect(await walk(a, b, end, c), "behind the end").toEqual([2, 3, "damage", "damage"]);
  });

  it("takes no block of another archive, however alike", async () => {
    const whole = await cut(await write());
    const [first, last] = [members[0] as Member, members[2] as Member];
    /** The last picture of the last file has one other number. */
    const retouched: Member = {
      ...last,
      read: async function* () {
        let n = 0;
        for await (const picture of last.read())
          yield ++n < last.count ? picture : picture.map((number, i) => number ^ +(i === 3));
      },
    };
    const others: readonly (readonly [string, Partial<ArchiveContent>])[] = [
      ["other versions", { header: { ...header, versions: { elbo: "9" } } }],
      ["other blocks", { blockExamples: 3 }],
      ["another name", { members: [first, members[1] as Member, { ...last, name: "OTHER" }] }],
      ["another number in the last picture", { members: [first, members[1] as Member, retouched] }],
    ];
    for (const [what, more] of others) {
      const other = await cut(await write(more));
      const mixed = joinBytes([whole.begin, other.frames[0] as Uint8Array, ...whole.frames.slice(1), whole.end]);
      const { steps } = await read(mixed);
      expect(steps[0], what).toMatchObject({
        step: "damage",
        why: "bytes were changed, or it belongs to another archive",
      });
      expect(
        steps.map((step) => (step.step === "block" ? step.index : step.step)),
        what,
      ).toEqual(["damage", 3, 4, "end"]);
    }
    expect((await write()).bytes).toEqual((await write()).bytes);
  });

  it("closes a block early where much stands between its examples, which all come back in their places", async () => {
    const beside = Array.from({ length: 2000 }, (_, i): [number, string] => [
      i >> 1,
      `${i % 10}`.repeat(i % 2 ? 1 : 6000),
    ]);
    const text: Member = { ...member("text", 1, 1, 1000), beside };
    const { bytes, written } = await write({ members: [text], blockExamples: 10 ** 6 });
    const archive = await openArchive(bytesSource(bytes), "x");
    const found: [number, string][] = [];
    for await (const step of walkBlocks(archive))
      if (step.step === "block") found.push(...(step.table.parts[0]?.beside ?? []));
    expect(found).toEqual(beside);
    expect(written.blocks.length).toBeGreaterThan(1);
  });

  it("is not made of files that change while they are read", async () => {
    let reads = 0;
    const moving: Member = {
      ...(members[0] as Member),
      read: async function* () {
        reads++;
        for (let n = 0; n < 5; n++) yield new Uint8Array(6).fill(reads);
      },
    };
    await expect(write({ members: [moving] })).rejects.toThrow(/a file changed while it was compressed/);
  });

  it("is refused when its pixels are not those that were compressed", async () => {
    const { bytes } = await write();
    const archive = await openArchive(bytesSource(bytes), "test.elbo");
    const lossy: BlockCoder = { ...plain, decode: async (code) => code.map((byte) => byte ^ 1) };
    for await (const step of walkBlocks(archive)) {
      if (step.step !== "block") continue;
      await expect(decodeBlock(archive.header, step, lossy, { where: "x" })).rejects.toThrow(/not what was compressed/);
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
