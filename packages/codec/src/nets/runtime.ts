/** A tensor of onnxruntime. */
export interface RuntimeTensor {
  readonly data: unknown;
}

/** What is needed of the module `onnxruntime-web/wasm` (in Node: `onnxruntime-web`). */
export interface WasmRuntime {
  readonly env: {
    readonly wasm: { numThreads?: number; simd?: boolean | "fixed" | "relaxed"; proxy?: boolean };
    readonly versions: { readonly web?: string; readonly common: string };
    logLevel?: "verbose" | "info" | "warning" | "error" | "fatal";
  };
  readonly Tensor: new (
    type: "float32" | "int32",
    data: Float32Array | Int32Array,
    shape: readonly number[],
  ) => unknown;
  readonly InferenceSession: {
    create(bytes: Uint8Array, options: object): Promise<RuntimeSession>;
  };
}

/** An opened net. */
export interface RuntimeSession {
  run(feeds: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, RuntimeTensor>>>;
  release(): Promise<void>;
}

/**
 * Sets the runtime up for bits that are the same everywhere: one thread, and SIMD without the relaxed instructions, whose
 * results WebAssembly leaves open. Both hold for the whole module, so they are set before its first session.
 */
export function settle({ env }: Pick<WasmRuntime, "env">, threads = 1): void {
  env.wasm.numThreads = threads;
  env.wasm.simd = "fixed";
  env.wasm.proxy = false;
  env.logLevel = "error";
}
