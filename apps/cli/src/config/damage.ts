import type { CorruptionConfig } from "@elbo/vae";
import { InvalidArgumentError } from "commander";

/** Damage that may depend on where a part of a picture lies. */
export interface PlacedDamage {
  /** Parts that begin at multiples of it, pixels, are damaged alike. */
  readonly grid: number;
  /** Damage to a part whose first pixel lies in this row and column. */
  at(corner: readonly [number, number]): CorruptionConfig;
}

/** Pixels along a side of JPEG's blocks. */
const BLOCK = 8;
const alike = (damage: CorruptionConfig): PlacedDamage => ({ grid: 1, at: () => damage });

/** Words for `--noise`, what their number is, and the damage that they mean. */
const noises: Readonly<Record<string, (value: number) => PlacedDamage>> = {
  gaussian: (sigma) => alike({ kind: "gaussian-noise", sigma }),
  "salt-pepper": (probability) => alike({ kind: "salt-pepper", probability }),
  jpeg: (quality) => ({
    grid: BLOCK,
    at: (corner) => ({ kind: "jpeg", quality, offset: corner.map((pixel) => (BLOCK - (pixel % BLOCK)) % BLOCK) }),
  }),
};

/** Parses `gaussian:0.2`; the option may come several times, in the order in which it was done. */
export const noiseOption = (text: string, before: readonly PlacedDamage[] = []): readonly PlacedDamage[] => {
  const [word = "", number = "", ...more] = text.split(":");
  const value = Number(number);
  const make = Object.hasOwn(noises, word) ? noises[word] : undefined;
  if (make && more.length === 0 && number.trim() !== "" && Number.isFinite(value)) return [...before, make(value)];
  throw new InvalidArgumentError(
    `It reads NAME:NUMBER, the name one of ${Object.keys(noises).join(", ")}: gaussian:0.2.`,
  );
};
