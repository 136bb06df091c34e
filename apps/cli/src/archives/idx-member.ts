import type { Member } from "@elbo/codec";
import { openIdx } from "@elbo/datasets";
import { DataError } from "@elbo/spec";
import { toLevels } from "./levels.ts";
import type { InputFile } from "./list-files.ts";
import { headOf, type Takes } from "./png-member.ts";

/** Examples that are read at a time. */
const CHUNK = 512;

type Idx = Awaited<ReturnType<typeof openIdx>>;

/** All examples of an open file, in chunks. */
function* chunks({ header, readBytes }: Idx): Generator<Uint8Array> {
  for (let first = 0; first < header.length; first += CHUNK) {
    const rows = Int32Array.from({ length: Math.min(CHUNK, header.length - first) }, (_, i) => first + i);
    const bytes = new Uint8Array(rows.length * header.exampleBytes);
    readBytes(rows, bytes);
    yield bytes;
  }
}

/** The greatest byte of a file. */
function greatest(file: Idx): number {
  let most = 0;
  for (const bytes of chunks(file)) for (const byte of bytes) most = Math.max(most, byte);
  return most;
}

/**
 * An IDX file of pictures as a member of an archive; undefined when the file is none.
 *
 * @throws DataError when it holds other numbers than bytes, or pictures of other channels than the model's.
 */
export async function idxMember({ path, name }: InputFile, { tile, levels }: Takes): Promise<Member | undefined> {
  const head = await headOf(path, 4);
  if (head[0] !== 0 || head[1] !== 0 || (head[2] ?? 0) < 8 || (head[2] ?? 0) > 14) return undefined;
  const file = await openIdx(path);
  try {
    const { type, length: count, shape } = file.header;
    const [height = 0, width = 0, channels = 1] = shape;
    if (type.name !== "uint8" || shape.length < 2 || shape.length > 3 || channels !== tile.channels) {
      throw new DataError("an IDX file of other things than the model's pictures", {
        where: path,
        expected: `bytes, axes [n, height, width${tile.channels === 1 ? "" : `, ${tile.channels}`}]`,
        received: `${type.name}, axes [${[count, ...shape].join(", ")}]`,
        remedy: "Leave this file out.",
      });
    }
    const step = levels === 2 && greatest(file) > 1 ? 255 : 1;
    return {
      name,
      about: { format: "idx", step, axes: shape },
      size: { height, width, channels },
      count,
      read: async function* () {
        const again = await openIdx(path);
        try {
          for (const bytes of chunks(again)) {
            const numbers = toLevels(bytes, { step }, levels, path);
            const each = file.header.exampleBytes;
            for (let at = 0; at < numbers.length; at += each) yield numbers.subarray(at, at + each);
          }
        } finally {
          await again.close();
        }
      },
    };
  } finally {
    await file.close();
  }
}
