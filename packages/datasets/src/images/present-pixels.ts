import { binarise } from "@elbo/program";
import type { Field, Numbers, Presentation, Shape } from "@elbo/spec";
import { z } from "zod";

/** Config field: what becomes of grey levels. */
export const binariseField = (standard: "none" | "dynamic") =>
  z
    .enum(["none", "dynamic", "static"])
    .default(standard)
    .describe(
      "none: grey levels in 0..1; dynamic: pixels drawn anew at every presentation; static: drawn once for all epochs",
    );

/** The field of pixels that were bytes: zeros and ones, or 256 evenly spaced grey levels in 0..1. */
export const pixelField = (shape: Shape, binarise: "none" | "dynamic" | "static"): Field =>
  binarise === "none"
    ? { shape, dtype: "float32", support: "unit", levels: 256 }
    : { shape, dtype: "float32", support: "binary" };

/** How the bytes of one split become numbers. */
export interface PixelLaw {
  /** Bytes of one example. */
  readonly size: number;
  readonly binarise: "none" | "dynamic" | "static";
  /** Seed of whatever is drawn once for the whole set. */
  readonly seed: number;
  /** True where training reads: there, dynamic binarisation follows the presentation. */
  readonly training: boolean;
  /** Tells files apart that number their rows alike (training and test). */
  readonly file: 0 | 1;
}

/**
 * Turns bytes into `x`: byte / 255, or 0 and 1 drawn with that probability. Outside training a row is drawn once, whatever
 * the presentation.
 */
export function presentPixels(
  { size, binarise: mode, seed, training, file }: PixelLaw,
  { bytes, rows, presentation }: { bytes: Uint8Array; rows: Int32Array; presentation?: Presentation | undefined },
  x: Numbers,
): void {
  if (mode === "none") {
    const numbers = rows.length * size;
    for (let i = 0; i < numbers; i++) x[i] = (bytes[i] as number) / 255;
    return;
  }
  const moving = training && mode === "dynamic" ? presentation : undefined;
  for (let slot = 0; slot < rows.length; slot++) {
    const [from, to] = [slot * size, (slot + 1) * size];
    const index = 2 * (rows[slot] as number) + file;
    const key = { seed: moving?.seed ?? BigInt(seed), step: moving?.step ?? 0, index };
    binarise(bytes.subarray(from, to), (x as Float32Array).subarray(from, to), key);
  }
}
