import { createWasmMemory, instantiateWasm } from "@elbo/program";
import { wasm } from "./generated/rans.ts";

interface RansExports {
  push(count: number, lanes: number, precision: number): number;
  peek(count: number, precision: number): void;
  advance(count: number, precision: number, top: number): number;
}

/** Symbols, and words, that the kernels hold at a time. */
export const CHUNK = 4096;
/** Most states side by side. */
export const MOST_LANES = 64;

/** The compiled coder and its views of the memory that it works in; addresses as in assembly/rans.ts. */
function load() {
  const memory = createWasmMemory(34816 + 4 * CHUNK);
  return {
    ...instantiateWasm<RansExports>(wasm, memory),
    heads: new BigUint64Array(memory.buffer, 1024, MOST_LANES),
    starts: new Uint32Array(memory.buffer, 2048, CHUNK),
    frequencies: new Uint32Array(memory.buffer, 18432, CHUNK),
    words: new Uint32Array(memory.buffer, 34816, CHUNK),
  };
}

let loaded: ReturnType<typeof load> | undefined;

/** The coder, compiled at the first call; it keeps nothing between calls. */
export function ransKernels(): ReturnType<typeof load> {
  loaded ??= load();
  return loaded;
}
