import type { Vae } from "@elbo/vae";
import type { LongWork } from "../terminal/long-work.ts";
import type { ExampleSource } from "./example-source.ts";

/** Examples in memory at a time. */
const CHUNK = 500;

/** Numbers of one code: all latent sites, one after the other. */
export const codeSize = ({ latents }: Pick<Vae, "latents">): number =>
  latents.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);

/**
 * Codes of examples, chunk by chunk in order: posterior means of all latent sites side by side, `[example, latent]`.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function* encodeChunks(
  vae: Vae,
  source: ExampleSource,
  { onProgress, signal }: Partial<LongWork> = {},
): AsyncGenerator<{ readonly first: number; readonly codes: Float32Array }> {
  const total = source.names.length;
  const size = codeSize(vae);
  for (let first = 0; first < total; first += CHUNK) {
    signal?.throwIfAborted();
    const count = Math.min(CHUNK, total - first);
    const found = await vae.encode(await source.read(first, count));
    const codes = new Float32Array(count * size);
    let at = 0;
    for (const { name, shape } of vae.latents) {
      const width = shape.reduce((a, b) => a * b, 1);
      const values = found[name] as Float32Array;
      for (let row = 0; row < count; row++) {
        codes.set(values.subarray(row * width, (row + 1) * width), row * size + at);
      }
      at += width;
    }
    yield { first, codes };
    onProgress?.(first + count, total);
  }
}

/** All codes, `[example, latent]`. */
export async function encodeSource(
  vae: Vae,
  source: ExampleSource,
  work: Partial<LongWork> = {},
): Promise<Float32Array> {
  const size = codeSize(vae);
  const all = new Float32Array(source.names.length * size);
  for await (const { first, codes } of encodeChunks(vae, source, work)) all.set(codes, first * size);
  return all;
}
