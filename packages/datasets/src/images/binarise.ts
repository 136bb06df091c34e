import type { Numbers } from "@elbo/spec";
import { streamState } from "../randomness/random-stream.ts";

/** Which reading of which example this is. */
export interface BinariseKey {
  readonly seed: bigint;
  readonly step: number;
  readonly index: number;
}

/** Rounds that sfc32 needs before its words are good. */
const warmUp = 12;

/**
 * Draws black and white pixels, P(out[i] = 1) = grey[i] / 255, as a function of (seed, step, index, pixel) alone
 * (Salakhutdinov and Murray, ICML 2008, section 5: MNIST binarised at every presentation).
 * Black pixels always give 0 and white ones always 1; the rest is exact to 2^-23. `grey` and `out` `[pixel]`.
 */
export function binarise(grey: Uint8Array, out: Numbers, { seed, step, index }: BinariseKey): void {
  // sfc32 written out: state in local variables is several times faster than a call per pixel.
  const state = streamState({ seed, step, index, path: "binarise" });
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  const pixels = grey.length;
  for (let i = 0; i < pixels + warmUp; i++) {
    const word = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    if (i < warmUp) continue;
    // 1 when u * 255 < grey, u a 23-bit fraction: both sides below 2^31, so the sign bit of the difference says it.
    out[i - warmUp] = ((word >>> 9) * 255 - ((grey[i - warmUp] as number) << 23)) >>> 31;
  }
}
