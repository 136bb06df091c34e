/** A block of memory that compiled kernels and typed arrays share. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

interface WasmGlobal {
  readonly WebAssembly: {
    readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => WasmMemory;
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (
      module: object,
      imports: { readonly env: { readonly memory: WasmMemory } },
    ) => { readonly exports: unknown };
  };
}

/** The same in Node and in pages, without asking for the types of a page. */
const { WebAssembly: wasm } = globalThis as unknown as WasmGlobal;

const PAGE = 65536;

/** A WebAssembly memory of at least `bytes` that never grows: growing would detach every view. */
export function createWasmMemory(bytes: number): WasmMemory {
  const pages = Math.max(1, Math.ceil(bytes / PAGE));
  return new wasm.Memory({ initial: pages, maximum: pages });
}

/** Compiles a small module, given as base64, at once, and gives it `memory` to work in. `E` describes its exports. */
export function instantiateWasm<E>(base64: string, memory: WasmMemory): E {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new wasm.Instance(new wasm.Module(bytes), { env: { memory } }).exports as E;
}
