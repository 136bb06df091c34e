import { DataError } from "@elbo/spec";

/** Bytes as a file has them, and as a model counts them. */
export interface ByteScale {
  /** Every byte of the file is a whole number below `levels`, times this. */
  readonly step: number;
}

/** Bytes divided by `step`. @throws DataError when one is no multiple, or not below the model's levels. */
export function toLevels(bytes: Uint8Array, { step }: ByteScale, levels: number, where: string): Uint8Array {
  if (step === 1 && levels === 256) return bytes;
  const numbers = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) {
    const level = (bytes[i] as number) / step;
    if (!Number.isInteger(level) || level >= levels) {
      throw new DataError(levels === 2 ? "the model knows black and white only" : "the model knows other values", {
        where,
        expected: levels === 2 ? `bytes 0 and ${step}` : `bytes below ${levels}`,
        received: `a byte of ${bytes[i]}`,
        remedy:
          levels === 2
            ? "Take a model of grey levels (data.binarise: none), or --split to compress the binarised data itself."
            : "Take a model of 256 levels.",
      });
    }
    numbers[i] = level;
  }
  return numbers;
}

/** What `toLevels` came from. */
export const fromLevels = (numbers: Uint8Array, { step }: ByteScale): Uint8Array =>
  step === 1 ? numbers : numbers.map((level) => level * step);
