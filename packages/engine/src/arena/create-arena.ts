import { createWasmMemory, type WasmMemory } from "@elbo/program";
import { type Arena, EngineError, type ParamTree } from "@elbo/spec";
import { layOut } from "./layout.ts";

/** An arena whose arrays are views of one WebAssembly memory, so that compiled kernels work on it in place. */
export interface WasmArena extends Arena {
  readonly memory: WasmMemory;
}

const MOST_BYTES = 2 ** 32;

/**
 * Allocates values, gradients and slots of a model in one WebAssembly memory, all zero.
 * The memory is sized exactly and never grown: growing would detach every view.
 *
 * @param tree parameters by group
 * @param options.slots names of optimiser moments and averages, each as long as the trainable region
 * @throws EngineError when it would take more than the 4 GiB that one memory can hold.
 */
export function createArena(tree: ParamTree, { slots = [] }: { readonly slots?: readonly string[] } = {}): WasmArena {
  const { entries, groups, trainable, total } = layOut(tree);
  const names = [...new Set(slots)];
  const bytes = 4 * (total + trainable * (1 + names.length));
  if (bytes > MOST_BYTES) {
    throw new EngineError("the model does not fit one memory", {
      where: "engine/arena",
      expected: "at most 4 GiB for values, gradients and optimiser slots",
      received: `${(bytes / 2 ** 30).toFixed(1)} GiB (${trainable} trainable floats, ${names.length} slots)`,
      remedy: "Choose a smaller model, or an optimiser with fewer slots.",
    });
  }
  const memory = createWasmMemory(bytes);
  let at = 0;
  const take = (floats: number) => {
    const view = new Float32Array(memory.buffer, at, floats);
    at += 4 * floats;
    return view;
  };
  return {
    tree,
    entries,
    groups,
    trainable,
    memory,
    values: take(total),
    gradients: take(trainable),
    slots: Object.fromEntries(names.map((name) => [name, take(trainable)])),
  };
}
