import { describe, expect, it } from "vitest";
import { resize } from "./resize.ts";

const grey = (height: number, width: number, bytes: number[]) => ({
  height,
  width,
  channels: 1 as const,
  bytes: Uint8Array.from(bytes),
});

describe("resize", () => {
  it("takes means of whole areas, and of parts of pixels where borders cut them", () => {
    expect([...resize(grey(2, 4, [0, 100, 8, 8, 50, 50, 8, 8]), [1, 2], "box").bytes]).toEqual([50, 8]);
    // Three pixels onto two: the middle one counts half on each side, (1 * 0 + 0.5 * 90) / 1.5 = 30.
    expect([...resize(grey(1, 3, [0, 90, 240]), [1, 2], "box").bytes]).toEqual([30, 190]);
  });

  it("keeps the mean of a picture, up to rounding, whatever the sizes", () => {
    const picture = grey(
      7,
      5,
      Array.from({ length: 35 }, (_, i) => (i * 53) % 256),
    );
    const mean = (bytes: Uint8Array) => bytes.reduce((sum, value) => sum + value, 0) / bytes.length;
    for (const size of [
      [3, 2],
      [7, 4],
      [28, 28],
      [1, 1],
    ] as const) {
      expect(Math.abs(mean(resize(picture, size, "box").bytes) - mean(picture.bytes))).toBeLessThan(0.5);
    }
  });

  it("picks the pixel at the centre, and treats channels alike", () => {
    const centre = resize(grey(3, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9]), [1, 1], "nearest");
    expect([...centre.bytes]).toEqual([5]);
    const colours = { height: 1, width: 2, channels: 3 as const, bytes: Uint8Array.of(1, 2, 3, 4, 5, 6) };
    expect([...resize(colours, [1, 4], "nearest").bytes]).toEqual([1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]);
    expect([...resize(colours, [1, 4], "box").bytes]).toEqual([1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]);
  });
});
