import { decodeExamples } from "../bits-back/decode-examples.ts";
import { encodeExamples } from "../bits-back/encode-examples.ts";
import type { CodecNets } from "../nets/nets.ts";
import type { BlockCoder } from "./write-archive.ts";

/** How blocks are coded, as the archive's header tells it. */
export interface CoderSettings {
  /** Rows of the nets. */
  readonly batch: number;
  /** Each latent is cut into 2^latentBits buckets. */
  readonly latentBits: number;
  /** States of the entropy coder side by side. */
  readonly lanes: number;
  /** All latents of an example are popped first, also where the sites allow Bit-Swap; blocks know by themselves. */
  readonly latentsFirst?: boolean;
}

/** What `elbo compress` takes. 2^16 buckets a latent: archives of digits are 0.1 % smaller than with 2^14, in the same time. */
export const coderSettings: CoderSettings = { batch: 16, latentBits: 16, lanes: 2 };

/** Bits-back coding with a model's nets, for the blocks of an archive. */
export const netCoder = (
  nets: CodecNets,
  { latentBits, lanes, latentsFirst = false }: Omit<CoderSettings, "batch">,
): BlockCoder => ({
  encode: async (examples, _count, { signal, onProgress } = {}) => {
    const { payload, report } = await encodeExamples(examples, nets, {
      latentBits,
      lanes,
      latentsFirst,
      ...(signal ? { signal } : {}),
      ...(onProgress ? { onProgress } : {}),
    });
    return { code: payload, initialBits: Math.ceil(report.initialBits) };
  },
  decode: async (code, count, { signal, onProgress } = {}) => {
    const { symbols } = await decodeExamples(code, nets, count, {
      ...(signal ? { signal } : {}),
      ...(onProgress ? { onProgress } : {}),
    });
    return Uint8Array.from(symbols);
  },
});
