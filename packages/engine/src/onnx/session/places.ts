import type { Arena, ArenaEntry, Named, Numbers } from "@elbo/spec";
import type { Tensor } from "onnxruntime-node";
import { sizeOf } from "../graph/look.ts";
import type { Value } from "../graph/types.ts";
import type { Runtime } from "./load-runtime.ts";

const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** Where the results of runs go: gradients into the arena, outputs and next states into arrays made once. */
export interface Places {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly bytes: number;
  /** A result of the latest run, in its place. */
  latest(name: string): Numbers;
}

/** Results are named `gradient:` and a path of the arena, or anything else. */
export function preparePlaces(runtime: Runtime, results: Named<Value>, arena: Arena): Places {
  const entries = new Map<string, ArenaEntry>(arena.entries.map((entry) => [`gradient:${entry.path}`, entry]));
  const tensors: Record<string, Tensor> = {};
  let bytes = 0;
  for (const [name, { shape, dtype }] of Object.entries(results)) {
    const entry = entries.get(name);
    const array =
      entry === undefined
        ? new ARRAYS[dtype as keyof typeof ARRAYS](sizeOf(shape))
        : arena.gradients.subarray(entry.offset, entry.offset + entry.size);
    bytes += array.byteLength;
    tensors[name] = new runtime.Tensor(dtype as "float32", array as Float32Array, [...shape]);
  }
  return { tensors, bytes, latest: (name) => (tensors[name] as Tensor).data as Numbers };
}
