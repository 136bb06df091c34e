import { describe, expect, it, vi } from "vitest";
import { findBlock } from "./find-block.ts";
import { loadRuntime, type Runtime } from "./load-runtime.ts";

describe("the runtime's blocks of channels", () => {
  it("are found once, as a power of two or not at all", async () => {
    const runtime = await loadRuntime();
    const found = findBlock(runtime);
    expect(findBlock(runtime)).toBe(found);
    expect([8, 16, undefined]).toContain(await found);
  });

  it("are not used where the runtime's answers differ from the sums, or where it refuses", async () => {
    const runtime = await loadRuntime();
    for (const create of [
      async (bytes: Uint8Array) => {
        const session = await runtime.InferenceSession.create(bytes);
        const run = async (feeds: Parameters<typeof session.run>[0]) => {
          const { y } = await session.run(feeds);
          (y?.data as Float32Array)[5] = 0.5;
          return { y };
        };
        return { run, release: () => session.release() };
      },
      () => Promise.reject(new Error("no such operation")),
    ]) {
      vi.resetModules();
      const fresh = await import("./find-block.ts");
      const broken = { ...runtime, Tensor: runtime.Tensor, InferenceSession: { create } } as unknown as Runtime;
      expect(await fresh.findBlock(broken)).toBeUndefined();
    }
  });
});
