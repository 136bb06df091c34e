import { CHUNK, noiseKernels } from "./kernels.ts";
import { type PhiloxKey, philoxKey } from "./key.ts";

/** Names the presentation of one example. */
export interface BinarisationStream {
  readonly seed: bigint;
  readonly step: number;
  /** Which example of the data set: below 2^53, so that a presentation does not depend on its place in a batch. */
  readonly index: number;
}

const PIXELS = 2 * CHUNK;

let latest: { readonly seed: bigint; readonly step: number; readonly key: PhiloxKey } | undefined;

/** The key of a presentation: a batch asks for the same one again and again. */
function keyOf(seed: bigint, step: number): PhiloxKey {
  if (latest?.seed !== seed || latest.step !== step) latest = { seed, step, key: philoxKey(seed, step, "binarise") };
  return latest.key;
}

/**
 * Binarises one example: out_i = 1 with probability grey_i / 255, else 0. Each pixel has its own 16 random bits; black
 * stays 0 and white 1 for certain. It depends on (seed, step, index, i) and nothing else (dynamic binarisation:
 * Salakhutdinov and Murray 2008; Burda et al. 2016).
 */
export function binarise(grey: Uint8Array, out: Float32Array, { seed, step, index }: BinarisationStream): void {
  const kernels = noiseKernels();
  const { c2, c3, k0, k1 } = keyOf(seed, step);
  const [low, high] = [index >>> 0, Math.floor(index / 2 ** 32)];
  for (let at = 0; at < grey.length; at += PIXELS) {
    const size = Math.min(PIXELS, grey.length - at);
    kernels.grey.set(grey.subarray(at, at + size));
    kernels.words(at / 8, low, c2, (c3 ^ high) >>> 0, k0, k1, 16 * Math.ceil(size / 32));
    kernels.binarise(kernels.greyAt, kernels.intoAt, 8 * Math.ceil(size / 8));
    out.set(kernels.into.subarray(0, size), at);
  }
}
