import { describe, expect, it } from "vitest";
import { createWasmMemory, instantiateWasm } from "./wasm.ts";

describe("createWasmMemory", () => {
  it("holds whole pages, at least one", () => {
    expect(createWasmMemory(0).buffer.byteLength).toBe(65536);
    expect(createWasmMemory(65537).buffer.byteLength).toBe(131072);
  });
});

describe("instantiateWasm", () => {
  it("lets a module write into the shared memory", () => {
    // (module (import "env" "memory" (memory 1)) (func (export "set") (i32.store (i32.const 8) (i32.const 42))))
    const bytes = [
      0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 15, 1, 3, 101, 110, 118, 6, 109, 101, 109, 111, 114, 121, 2, 0,
      1, 3, 2, 1, 0, 7, 7, 1, 3, 115, 101, 116, 0, 0, 10, 11, 1, 9, 0, 65, 8, 65, 42, 54, 2, 0, 11,
    ];
    const memory = createWasmMemory(1);
    instantiateWasm<{ set(): void }>(btoa(String.fromCharCode(...bytes)), memory).set();
    expect(new Int32Array(memory.buffer)[2]).toBe(42);
  });
});
