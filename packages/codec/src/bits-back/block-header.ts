import { DataError } from "@elbo/spec";

/** What a block says of itself before its message. */
export interface BlockHeader {
  /** Examples. */
  readonly count: number;
  readonly lanes: number;
  /** Buckets of a latent: 2^latentBits. */
  readonly latentBits: number;
  /** Words of auxiliary data that the chain began with. */
  readonly auxiliaryWords: number;
  /** All latents were popped before anything was pushed, though the sites may not have asked for it. */
  readonly latentsFirst: boolean;
  /** Rows of the first steps; later steps are full, the last holds what is left. */
  readonly ramp: readonly number[];
}

/** The order of the steps within an example: as the sites allow, or all latents first. */
const [AS_ALLOWED, LATENTS_FIRST] = [1, 2] as const;
const where = "codec/block";

/** Whole numbers, seven bits to a byte, the lowest first. */
function varint(bytes: number[], value: number): void {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
}

/** 16 bits of all bytes so far: what the message does not check by itself. */
function checkOf(bytes: ArrayLike<number>): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) h = Math.imul(h ^ (bytes[i] as number), 0x01000193);
  return (h ^ (h >>> 16)) & 0xffff;
}

/** The header as bytes. */
export function headerToBytes(header: BlockHeader): Uint8Array {
  const { count, lanes, latentBits, auxiliaryWords, ramp, latentsFirst } = header;
  const bytes: number[] = [latentsFirst ? LATENTS_FIRST : AS_ALLOWED];
  for (const value of [count, lanes, latentBits, auxiliaryWords, ramp.length, ...ramp]) varint(bytes, value);
  const check = checkOf(bytes);
  return Uint8Array.of(...bytes, check & 255, check >>> 8);
}

/**
 * A header, and where it ends.
 *
 * @throws DataError when the bytes are none, or are of another version.
 */
export function headerFromBytes(bytes: Uint8Array): { readonly header: BlockHeader; readonly end: number } {
  let at = 0;
  const byte = (): number => {
    const value = bytes[at++];
    if (value === undefined) throw damaged("it ends within its header");
    return value;
  };
  const next = (): number => {
    let [value, scale] = [0, 1];
    for (;;) {
      const low = byte();
      value += (low % 128) * scale;
      if (value > 0xffffffff) throw damaged("a number is too large");
      if (low < 128) return value;
      scale *= 128;
      if (scale > 0xffffffff) throw damaged("a number is too long");
    }
  };
  const version = byte();
  if (version !== AS_ALLOWED && version !== LATENTS_FIRST) {
    throw new DataError("no block of this version", {
      where,
      expected: `version ${AS_ALLOWED} or ${LATENTS_FIRST}`,
      received: `${version}`,
      remedy: "It is damaged, or was written by another release.",
    });
  }
  const [count, lanes, latentBits, auxiliaryWords, steps] = [next(), next(), next(), next(), next()] as const;
  if (lanes < 1 || lanes > 64) throw damaged(`${lanes} lanes`);
  if (latentBits < 1 || latentBits > 16) throw damaged(`${latentBits} bits a latent`);
  const ramp: number[] = [];
  for (let i = 0; i < steps; i++) ramp.push(next());
  const check = checkOf(bytes.subarray(0, at));
  if (byte() + 256 * byte() !== check) throw damaged("its check does not fit");
  const latentsFirst = version === LATENTS_FIRST;
  return { header: { count, lanes, latentBits, auxiliaryWords, latentsFirst, ramp }, end: at };
}

const damaged = (what: string) =>
  new DataError("this is no block", {
    where,
    received: what,
    remedy: "It is cut short or damaged.",
  });

/**
 * Rows of each step: the ramp, then `batch` at a time, then what is left.
 *
 * @throws DataError when the ramp is not within the batch and the count.
 */
export function stepsOf({ count, ramp }: Pick<BlockHeader, "count" | "ramp">, batch: number): number[] {
  let left = count - ramp.reduce((sum, rows) => sum + rows, 0);
  if (left < 0 || ramp.some((rows) => rows < 1 || rows > batch)) throw damaged(`steps of ${ramp.join(", ")} rows`);
  const steps = [...ramp];
  for (; left > 0; left -= batch) steps.push(Math.min(batch, left));
  return steps;
}
