import { DataError } from "@elbo/spec";
import { z } from "zod";
import { randomStream } from "../randomness/random-stream.ts";

/** Config field: how many examples to set aside, as a share (below 1) or a count. */
export const share = (what: string) =>
  z.number().min(0).describe(`Examples set aside for ${what}: a share when below 1, else a count`);

/** Config field: the seed of splits and of fixed binarisations. */
export const seedField = z
  .number()
  .int()
  .min(0)
  .default(0)
  .describe("Seed of splits and of whatever is drawn once for the whole set");

/** Positions of each split in the whole set, ascending. */
export interface Positions {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

const countOf = (size: number, value: number) =>
  value > 0 && value < 1 ? Math.max(1, Math.round(size * value)) : Math.floor(value);

/** 0..size-1 in an order that depends on `seed` and `size` alone (Fisher and Yates). */
export function seededOrder(size: number, seed: number, path: string): Int32Array {
  const order = Int32Array.from({ length: size }, (_, i) => i);
  const next = randomStream({ seed: BigInt(seed), path });
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor((next() / 2 ** 32) * (i + 1));
    const held = order[i] as number;
    order[i] = order[j] as number;
    order[j] = held;
  }
  return order;
}

/** What to set aside, and for whom the error speaks. */
export interface HoldOut {
  readonly where: string;
  readonly validation?: number;
  readonly test?: number;
  readonly seed: number;
  /** Set the last examples aside instead of random ones: those at the end for validation, those before them for the test. */
  readonly last?: boolean;
}

const cut = (size: number, { where, validation = 0, test = 0 }: HoldOut, order: () => Int32Array): Positions => {
  const [forValidation, forTest] = [countOf(size, validation), countOf(size, test)];
  if (forValidation + forTest >= size) {
    throw new DataError("nothing is left to train on", {
      where,
      expected: `fewer than ${size} examples set aside`,
      received: `${forValidation} for validation and ${forTest} for test`,
      remedy: "Lower `validation` or `test`, or add data.",
    });
  }
  const mixed = order();
  return {
    validation: mixed.slice(0, forValidation).sort(),
    test: mixed.slice(forValidation, forValidation + forTest).sort(),
    train: mixed.slice(forValidation + forTest).sort(),
  };
};

/**
 * Splits 0..size-1 at random, or at the end: disjoint, together complete, the same for the same seed.
 *
 * @throws DataError when nothing is left to train on.
 */
export function holdOut(size: number, options: HoldOut): Positions {
  return cut(size, options, () =>
    options.last ? Int32Array.from({ length: size }, (_, i) => size - 1 - i) : seededOrder(size, options.seed, "split"),
  );
}

/**
 * Splits named things by a hash of seed and name: when things are added, the others stay on their side (but for the few at
 * the border that keep the counts).
 *
 * @throws DataError when nothing is left to train on.
 */
export function holdOutByName(names: readonly string[], options: HoldOut): Positions {
  return cut(names.length, options, () => {
    const hashes = names.map((name) => randomStream({ seed: BigInt(options.seed), path: `split/${name}` })());
    const order = Int32Array.from(names, (_, i) => i);
    return order.sort((a, b) => (hashes[a] as number) - (hashes[b] as number) || a - b);
  });
}
