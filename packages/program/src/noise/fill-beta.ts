import { CHUNK, noiseKernels } from "./kernels.ts";
import type { PhiloxKey } from "./key.ts";

/** Beta(a, b) = G_a / (G_a + G_b), strictly inside (0, 1); element i has its own random blocks. */
export function fillBeta(
  out: Float32Array,
  { a, b }: { readonly a: number; readonly b: number },
  { c2, c3, k0, k1 }: PhiloxKey,
  first: number,
): void {
  const { beta, floats } = noiseKernels();
  for (let at = 0; at < out.length; at += CHUNK) {
    const size = Math.min(CHUNK, out.length - at);
    const element = first + at;
    beta(element >>> 0, Math.floor(element / 2 ** 32), c2, c3, k0, k1, size, a, b);
    out.set(floats.subarray(0, size), at);
  }
}
