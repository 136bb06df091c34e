import { expect, it } from "vitest";
import { pngSize } from "./png-size.ts";

it("a picture of one brightness is small, noise is as large as its bytes, colours count", () => {
  const size = 24 * 24;
  let state = 1; // xorshift
  const noise = Uint8Array.from({ length: 3 * size }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 255;
  });
  const at = { height: 24, width: 24 } as const;
  const flat = pngSize({ ...at, channels: 1, bytes: new Uint8Array(size).fill(7) });
  const grey = pngSize({ ...at, channels: 1, bytes: noise.subarray(0, size) });
  const colour = pngSize({ ...at, channels: 3, bytes: noise });
  expect(flat).toBeLessThan(120);
  expect(grey).toBeGreaterThan(size * 0.95);
  expect(colour).toBeGreaterThan(2.5 * grey);
});
