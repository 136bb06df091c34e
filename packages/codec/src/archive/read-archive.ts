import { DataError } from "@elbo/spec";
import type { z } from "zod";
import { type ByteSource, type Found, readBlock } from "./block.ts";
import { inflateJson } from "./deflate.ts";
import {
  type ArchiveEnd,
  type ArchiveHeader,
  endSchema,
  FORMAT,
  headerSchema,
  magic,
  PREAMBLE,
  preamble,
  type Table,
  tableSchema,
} from "./header.ts";
import { uint32At } from "./join-bytes.ts";
import { sameBytes, seal } from "./seal.ts";

/** An archive whose header was read. */
export interface Archive {
  readonly source: ByteSource;
  /** For errors: the file. */
  readonly where: string;
  readonly header: ArchiveHeader;
  /** The model's nets, if they are in the archive and whole. */
  readonly model?: Uint8Array;
  /** Why the nets in the archive cannot be used. */
  readonly modelDamage?: string;
  readonly id: Uint8Array;
  /** The first block of data: its place and its number. */
  readonly data: { readonly offset: number; readonly index: number };
}

const parse = <T>(schema: z.ZodType<T>, value: unknown): T | undefined => {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
};

/**
 * Reads how an archive begins: its header, and the model if it is inside.
 *
 * @throws DataError when this is no archive, one of another format, or its header is damaged.
 */
export async function openArchive(source: ByteSource, where: string): Promise<Archive> {
  const start = await source.read(0, PREAMBLE);
  if (start.length < PREAMBLE || !sameBytes(start.subarray(0, magic.length), magic)) {
    throw new DataError("this is no elbo archive", {
      where,
      expected: "a file that `elbo compress` wrote",
      received: start.length < PREAMBLE ? `${source.size} bytes` : "another beginning",
      remedy: "Check the path; a copy that went through a text transfer is damaged from its first bytes on.",
    });
  }
  const format = uint32At(start, magic.length);
  if (format !== FORMAT) {
    throw new DataError("an archive of another format", {
      where,
      expected: `format ${FORMAT}`,
      received: `format ${format}`,
      remedy: "Use the version of elbo that wrote it; if it was this one, the file is damaged.",
    });
  }
  const first = await readBlock(source, PREAMBLE, preamble());
  const header =
    "payload" in first && first.type === "header" && first.index === 0 && readJson(headerSchema, first.payload);
  if (!header) {
    throw new DataError("the archive's header is damaged, so nothing in it can be read", {
      where,
      received: "damage" in first ? first.damage : "another header",
      remedy: "Copy the file again from where it came.",
    });
  }
  const { payload, next } = first as Extract<Found, { payload: Uint8Array }>;
  const id = seal(start, payload);
  const archive = { source, where, header, id };
  if (!header.inside) return { ...archive, data: { offset: next, index: 1 } };
  const model = await readBlock(source, next, id);
  if ("payload" in model && model.type === "model" && model.index === 1) {
    return { ...archive, model: model.payload, data: { offset: model.next, index: 2 } };
  }
  const modelDamage = "damage" in model ? model.damage : "another block stands in its place";
  return { ...archive, modelDamage, data: { offset: model.next ?? source.size, index: 2 } };
}

function readJson<T>(schema: z.ZodType<T>, payload: Uint8Array): T | undefined {
  try {
    return parse(schema, JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload)));
  } catch {
    return undefined;
  }
}

type Damage = Extract<Step, { readonly step: "damage" }>;

/** What a walk through an archive finds, in order. */
export type Step =
  /** A whole block of data. */
  | {
      readonly step: "block";
      readonly index: number;
      readonly offset: number;
      readonly bytes: number;
      readonly table: Table;
      readonly code: Uint8Array;
    }
  /** Damage from byte `offset` on; up to byte `until`, where the walk goes on behind it. */
  | {
      readonly step: "damage";
      readonly index: number;
      readonly offset: number;
      readonly why: string;
      readonly until?: number;
    }
  /** The archive's own end. */
  | { readonly step: "end"; readonly end: ArchiveEnd };

/**
 * Walks through the blocks of data. A block whose length can be trusted is stepped over when it is damaged, as is a whole one
 * that stands behind its place; one that stands before its place is taken: those between are lost.
 */
export async function* walkBlocks({ source, id, data }: Archive): AsyncGenerator<Step> {
  let { offset, index } = data;
  for (; ; index++) {
    const found = await readBlock(source, offset, id);
    const damage = (why: string, until?: number): Damage => ({
      step: "damage",
      index,
      offset,
      why,
      ...(until === undefined ? {} : { until }),
    });
    if ("damage" in found) {
      yield damage(found.damage, found.next);
      if (found.next === undefined || found.type === "end") return;
      offset = found.next;
      index = Math.max(index, found.index ?? index);
      continue;
    }
    const { type, payload, next } = found;
    if (found.index !== index) {
      const early = found.index > index;
      yield damage(`block ${found.index} stands where block ${index} belongs`, early ? offset : next);
      if (!early) {
        offset = next;
        index--;
        continue;
      }
      index = found.index;
    }
    if (type === "end") {
      const end = parse(endSchema, inflateJson(payload));
      if (!end) yield damage("it does not say what it should");
      else if (next < source.size)
        yield { ...damage(`${source.size - next} bytes follow the archive's end`), offset: next };
      else yield { step: "end", end };
      return;
    }
    const described = payload.length >= 4 ? uint32At(payload, 0) : Number.POSITIVE_INFINITY;
    const raw = inflateJson(payload.subarray(4, 4 + described));
    const table = type === "data" && described <= payload.length - 4 ? parse(tableSchema, raw) : undefined;
    if (table) {
      const code = payload.subarray(4 + described);
      yield { step: "block", index, offset, bytes: next - offset, table, code };
    } else yield damage("it does not say what it should", next);
    offset = next;
  }
}
