import { DataError } from "@elbo/spec";
import { countTiles, joinTiles } from "../pictures/tiles.ts";
import type { ArchiveHeader, Part, Table } from "./header.ts";
import { hex, seal } from "./seal.ts";
import type { BlockCoder, Watching } from "./write-archive.ts";

/** Pictures of one file that a block gave back, `[height, width, channel]` each. */
export interface Restored {
  readonly part: Part;
  readonly pictures: readonly Uint8Array[];
}

/** Most numbers that a block may unfold to. */
const MOST = 0x40000000;

/**
 * The pictures of a block.
 *
 * @throws DataError when the block contradicts itself, or when its pixels are not those that were compressed.
 */
export async function decodeBlock(
  { tile }: Pick<ArchiveHeader, "tile">,
  { table, code }: { readonly table: Table; readonly code: Uint8Array },
  coder: BlockCoder,
  { where, signal, onProgress }: Watching & { readonly where: string },
): Promise<Restored[]> {
  const { examples, parts } = table;
  const volume = tile.height * tile.width * tile.channels;
  const told = parts.reduce((sum, { size, pictures }) => sum + pictures * countTiles(size, tile), 0);
  const fits = parts.every(({ size, first, pictures, count }) => {
    return size.channels === tile.channels && first + pictures <= count;
  });
  if (told !== examples || !fits || examples * volume > MOST) {
    throw new DataError("a block contradicts itself", { where, remedy: "This archive was not written by elbo." });
  }
  const wrong = (cause?: unknown) =>
    new DataError("what comes out is not what was compressed, so it is not written", {
      where,
      remedy: "Compare the versions in the archive (elbo inspect) with those here: other ones may round differently.",
      cause,
    });
  const pixels = await coder.decode(code, examples, { signal, onProgress }).catch((cause: unknown) => {
    throw signal?.aborted ? cause : wrong(cause);
  });
  if (pixels.length !== examples * volume || hex(seal(pixels)) !== table.seal) throw wrong();
  let at = 0;
  return parts.map((part) => ({
    part,
    pictures: Array.from({ length: part.pictures }, () => {
      const from = at;
      at += countTiles(part.size, tile) * volume;
      return joinTiles(pixels.subarray(from, at), part.size, tile);
    }),
  }));
}
