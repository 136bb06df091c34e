import { describe, expect, it } from "vitest";
import { createByteCache } from "./byte-cache.ts";

const bytes = (length: number) => new Uint8Array(length);

describe("createByteCache", () => {
  it("lets go of what was not used for longest, by bytes", () => {
    const cache = createByteCache(10);
    cache.set(1, bytes(4));
    cache.set(2, bytes(4));
    expect(cache.get(1)).toHaveLength(4);
    cache.set(3, bytes(4));
    expect([1, 2, 3].map((key) => cache.get(key) !== undefined)).toEqual([true, false, true]);
  });

  it("counts a replaced entry once, and holds nothing larger than the limit", () => {
    const cache = createByteCache(10);
    cache.set(1, bytes(8));
    cache.set(1, bytes(6));
    cache.set(2, bytes(4));
    expect(cache.get(1)).toHaveLength(6);
    cache.set(3, bytes(11));
    expect(cache.get(3)).toBeUndefined();
  });
});
