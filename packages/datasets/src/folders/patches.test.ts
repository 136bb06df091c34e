import { describe, expect, it } from "vitest";
import { checkPatches, cutPatch, patchPlace } from "./patches.ts";

const file = (height: number, width: number) => ({
  path: `${height}.png`,
  name: `${height}.png`,
  header: { height, width, format: "png" as const },
});

describe("patches", () => {
  it("lie everywhere alike, the same by seed, step and number", () => {
    const counts = new Int32Array(12);
    for (let index = 0; index < 6000; index++) {
      const [top, left] = patchPlace([5, 8], [3, 5], { seed: 3n, step: 0, index });
      counts[4 * top + left] = (counts[4 * top + left] as number) + 1;
    }
    const chi2 = counts.reduce((sum, n) => sum + (n - 500) ** 2 / 500, 0);
    expect(chi2).toBeLessThan(31.3); // 11 degrees of freedom, p = 0.001
    const at = (key: object) => patchPlace([500, 800], [3, 5], { seed: 3n, step: 0, index: 7, ...key });
    expect(at({})).toEqual(at({}));
    for (const other of [{ seed: 4n }, { step: 1 }, { index: 8 }]) expect(at(other)).not.toEqual(at({}));
    expect(patchPlace([3, 5], [3, 5], { seed: 0n, step: 0, index: 0 })).toEqual([0, 0]);
  });

  it("are cut out in all colours", () => {
    const bytes = Uint8Array.from({ length: 4 * 5 * 3 }, (_, i) => i);
    const into = new Uint8Array(2 * 2 * 3);
    cutPatch({ bytes, width: 5, channels: 3 }, [1, 3], [2, 2], into);
    expect([...into]).toEqual([24, 25, 26, 27, 28, 29, 39, 40, 41, 42, 43, 44]);
  });

  it("name a picture that is smaller", () => {
    expect(() => checkPatches("here", [file(9, 9), file(4, 9)], [5, 5])).toThrow(/4\.png: .*smaller.*5 x 5.*4 x 9/s);
    expect(() => checkPatches("here", [file(9, 9)], undefined)).toThrow(/need a size/);
    checkPatches("here", [file(9, 9)], [9, 9]);
  });
});
