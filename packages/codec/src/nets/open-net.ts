import { EngineError } from "@elbo/spec";
import type { ModelNet } from "../model/coder-model.ts";
import type { RuntimeSession, RuntimeTensor, WasmRuntime } from "./runtime.ts";

const LATENT = "latent/";

/** What a net is given: numbers and their shape, or what another net gave. */
export type Fed = RuntimeTensor | { readonly values: Float32Array | Int32Array; readonly shape: readonly number[] };

/** One net, opened. */
export interface OpenNet {
  /** What it reads: "x", "x.length", sites, or what steps carry. */
  readonly reads: readonly string[];
  /** What it reads by name to what comes out, by the program's own names. */
  run(given: Readonly<Record<string, Fed>>): Promise<Readonly<Record<string, RuntimeTensor>>>;
  close(): Promise<void>;
}

/** @throws EngineError for a NaN or an infinity: its bits may differ between machines, and no law has such a parameter. */
export function numbersOf(tensor: RuntimeTensor | undefined, where: string): Float32Array {
  const values = tensor?.data as Float32Array;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new EngineError(`a net gives ${values[i]}`, {
      where,
      expected: "numbers",
      remedy: "The model cannot compress these examples: train it further, or another one.",
    });
  }
  return values;
}

/**
 * Opens a net in onnxruntime's WebAssembly build.
 *
 * @throws EngineError when the runtime cannot.
 */
export async function openNet(runtime: WasmRuntime, net: ModelNet, name: string): Promise<OpenNet> {
  const session = await create(runtime, net.bytes, name);
  const inputs = Object.entries(net.inputs).map(([path, input]) => {
    return { input, read: path.startsWith(LATENT) ? path.slice(LATENT.length) : path };
  });
  return {
    reads: inputs.map(({ read }) => read),
    run: async (given) => {
      const feeds = inputs.map(({ input, read }) => {
        const fed = given[read] as Fed;
        if (!("values" in fed)) return [input, fed];
        const type = fed.values instanceof Int32Array ? "int32" : "float32";
        return [input, new runtime.Tensor(type, fed.values, fed.shape)];
      });
      const found = await session.run(Object.fromEntries(feeds));
      return Object.fromEntries(
        Object.entries(net.outputs).map(([path, output]) => [path, found[output] as RuntimeTensor]),
      );
    },
    close: () => session.release(),
  };
}

async function create(runtime: WasmRuntime, bytes: Uint8Array, name: string): Promise<RuntimeSession> {
  try {
    return await runtime.InferenceSession.create(bytes, {
      executionProviders: ["wasm"],
      graphOptimizationLevel: "all",
    });
  } catch (cause) {
    throw new EngineError("onnxruntime's WebAssembly build cannot open a net of the model", {
      where: `codec/nets ${name}`,
      received: cause instanceof Error ? cause.message : String(cause),
      remedy: "Compare the versions of elbo and onnxruntime-web with those in the archive (elbo inspect).",
      cause,
    });
  }
}
