import { emit } from "../emit/emit.ts";
import { createGraph } from "../graph/create-graph.ts";
import { blockedForward } from "../kernels/blocked-convolutions.ts";
import type { Plan } from "../kernels/convolution-plan.ts";
import type { Runtime } from "./load-runtime.ts";

const KERNEL = 2;
const SIZE = 3;
const OUTPUT = SIZE - KERNEL + 1;
const PLAN: Plan = {
  input: [SIZE, SIZE],
  output: [OUTPUT, OUTPUT],
  kernel: [KERNEL, KERNEL],
  strides: [1, 1],
  dilations: [1, 1],
  pads: [0, 0, 0, 0],
};

/** Small whole numbers, so that every sum is exact. */
const values = (count: number) => Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 13) - 6);

/** The convolution of [1, size, size, from] by [kernel, kernel, from, to], summed one by one. */
function expected(x: Float32Array, filter: Float32Array, from: number, to: number): number[] {
  const at = (h: number, w: number, i: number) => x[(h * SIZE + w) * from + i] as number;
  const sum = (h: number, w: number, o: number) => {
    let total = 0;
    for (let tap = 0; tap < KERNEL * KERNEL * from; tap++) {
      const [a, b, i] = [Math.floor(tap / (KERNEL * from)), Math.floor(tap / from) % KERNEL, tap % from];
      total += at(h + a, w + b, i) * (filter[tap * to + o] as number);
    }
    return total;
  };
  return Array.from({ length: OUTPUT * OUTPUT * to }, (_, n) =>
    sum(Math.floor(n / (OUTPUT * to)), Math.floor(n / to) % OUTPUT, n % to),
  );
}

/** Does the runtime convolve rightly when filters are laid out in blocks of this many channels? */
async function works(runtime: Runtime, block: number, from: number): Promise<boolean> {
  const to = 2 * block;
  const graph = createGraph({ blocked: block });
  const x = graph.input("x", [1, SIZE, SIZE, from], "float32");
  const filter = graph.input("filter", [KERNEL, KERNEL, from, to], "float32");
  const y = blockedForward(graph, x, filter, PLAN);
  if (y === undefined) return false;
  const session = await runtime.InferenceSession.create(emit(graph, { y }).bytes, { logSeverityLevel: 4 });
  try {
    const [a, b] = [values(SIZE * SIZE * from), values(KERNEL * KERNEL * from * to)];
    const feeds = {
      x: new runtime.Tensor("float32", a, [...x.shape]),
      filter: new runtime.Tensor("float32", b, [...filter.shape]),
    };
    const found = (await session.run(feeds)).y?.data as Float32Array;
    return expected(a, b, from, to).every((value, i) => found[i] === value);
  } finally {
    await session.release();
  }
}

async function search(runtime: Runtime): Promise<number | undefined> {
  for (const block of [16, 8]) {
    try {
      if ((await works(runtime, block, 2 * block)) && (await works(runtime, block, 3))) return block;
    } catch {
      // This runtime has no such kernels, or none for this processor.
    }
  }
  return undefined;
}

let searching: Promise<number | undefined> | undefined;

/**
 * Channels per block of the image layout that the runtime's fastest convolutions use on this processor, tried once per
 * process against sums computed here: the layout is the runtime's own affair and differs between processors. Undefined
 * where it has none.
 */
export function findBlock(runtime: Runtime): Promise<number | undefined> {
  searching ??= search(runtime);
  return searching;
}
