import { createWasmMemory, instantiateWasm } from "../wasm/wasm.ts";
import { wasm as betaWasm } from "./generated/beta.ts";
import { wasm as noiseWasm } from "./generated/noise.ts";
import type { PhiloxKey } from "./key.ts";

interface NoiseExports {
  words(block: number, high: number, c2: number, c3: number, k0: number, k1: number, count: number): void;
  uniform(count: number): void;
  normal(count: number): void;
  bernoulli(count: number, threshold: number): void;
  binarise(grey: number, into: number, count: number): void;
}
interface BetaExports {
  beta(
    element: number,
    high: number,
    c2: number,
    c3: number,
    k0: number,
    k1: number,
    count: number,
    a: number,
    b: number,
  ): void;
}

/** Numbers made at a time: small enough to stay in the first cache. */
export const CHUNK = 4096;
/** Where the kernels write; set in assembly/. */
const OUT = 1024;
const GREY = OUT + 4 * CHUNK;
const INTO = GREY + 2 * CHUNK;

/** The compiled kernels and their views of the memory that they work in. */
function load() {
  const memory = createWasmMemory(INTO + 8 * CHUNK);
  return {
    ...instantiateWasm<NoiseExports>(noiseWasm, memory),
    ...instantiateWasm<BetaExports>(betaWasm, memory),
    /** Addresses for `binarise`, room for 2 * CHUNK pixels. */
    greyAt: GREY,
    intoAt: INTO,
    words32: new Uint32Array(memory.buffer, OUT, CHUNK),
    floats: new Float32Array(memory.buffer, OUT, CHUNK),
    grey: new Uint8Array(memory.buffer, GREY, 2 * CHUNK),
    into: new Float32Array(memory.buffer, INTO, 2 * CHUNK),
  };
}

let loaded: ReturnType<typeof load> | undefined;

/** The kernels, compiled at the first call. */
export function noiseKernels(): ReturnType<typeof load> {
  loaded ??= load();
  return loaded;
}

/**
 * Makes the words of elements `first`, `first + 1`, ..., four to a block, chunk by chunk, and hands each chunk's place
 * over: the elements asked for lie at `from..from + size` of the kernels' memory and belong at `at` of the whole.
 * `count` is what the kernels must work through: a multiple of 16.
 */
export function eachChunk(
  first: number,
  length: number,
  { c2, c3, k0, k1 }: PhiloxKey,
  chunk: (place: { at: number; from: number; size: number; count: number }) => void,
): void {
  const { words } = noiseKernels();
  for (let at = 0; at < length; ) {
    const element = first + at;
    const from = element % 16;
    const size = Math.min(CHUNK - from, length - at);
    const count = 16 * Math.ceil((from + size) / 16);
    const block = (element - from) / 4;
    words(block >>> 0, Math.floor(block / 2 ** 32), c2, c3, k0, k1, count);
    chunk({ at, from, size, count });
    at += size;
  }
}
