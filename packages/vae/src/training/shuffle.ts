import { fillNoise } from "@elbo/program";

/**
 * A random permutation of 0..n-1 (Fisher-Yates): a function of (n, seed, path, epoch) and nothing else, so that a resumed
 * epoch goes on in the same order.
 */
export function shuffle(n: number, seed: bigint, path: string, epoch: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  const chunk = new Float32Array(2 * Math.min(4096, Math.max(1, n - 1)));
  let first = 0;
  let used = chunk.length;
  for (let i = n - 1; i > 0; i--) {
    if (used === chunk.length) {
      fillNoise(chunk, { law: "uniform" }, { seed, step: epoch, path, first });
      first += chunk.length;
      used = 0;
    }
    // Two float32 uniforms make one number of 40 bits: 24 are too few for a million examples.
    const high = Math.floor((chunk[used++] as number) * 65536);
    const uniform = Math.min(65535, high) / 65536 + (chunk[used++] as number) / 65536;
    const j = Math.min(i, Math.floor(uniform * (i + 1)));
    const held = order[i] as number;
    order[i] = order[j] as number;
    order[j] = held;
  }
  return order;
}
