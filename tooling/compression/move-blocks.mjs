// Puts blocks of an archive where they do not belong. Reproducible by its seed.
import { randomNumbers } from "./damage-bytes.mjs";

/**
 * `bytes` with blocks swapped, repeated, lost, or with `strange` (a block of another archive) among them, and the damage's
 * name. `blocks` says where each block stands, in order: `offset` and `end`.
 */
export function moveBlocks(bytes, blocks, strange, seed) {
  const next = randomNumbers(seed);
  const below = (n) => Math.floor(next() * n);
  const frames = blocks.map(({ offset, end }) => bytes.subarray(offset, end));
  const [at, other] = [below(frames.length), below(frames.length)];
  const moves = {
    swapped: (row) => {
      [row[at], row[other]] = [row[other], row[at]];
    },
    repeated: (row) => row.splice(other, 0, row[at]),
    lost: (row) => row.splice(at, 1),
    "of another archive": (row) => row.splice(at, 1, strange),
    "of another archive added": (row) => row.splice(at, 0, strange),
  };
  const names = Object.keys(moves).filter((name) => name !== "swapped" || at !== other);
  const name = names[below(names.length)];
  const row = [...frames];
  moves[name](row);
  const [start, stop] = [blocks[0].offset, blocks.at(-1).end];
  return {
    name: `block ${at} ${name}, ${other}`,
    bytes: Buffer.concat([bytes.subarray(0, start), ...row, bytes.subarray(stop)]),
  };
}
