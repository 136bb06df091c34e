import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { fillNoise } from "./fill-noise.ts";
import { CHUNK, eachChunk, noiseKernels } from "./kernels.ts";
import { philoxKey } from "./key.ts";

const block = (...[c0, c1, c2, c3, k0, k1]: readonly [number, number, number, number, number, number]) => {
  const { words, words32 } = noiseKernels();
  const base = (c0 - (c0 % 4)) >>> 0;
  words(base, c1, c2, c3, k0, k1, 16);
  const lane = c0 - base;
  return [...words32.subarray(4 * lane, 4 * lane + 4)].map((word) => word.toString(16).padStart(8, "0")).join(" ");
};

describe("Philox4x32-10", () => {
  const ones = 0xffffffff;
  it("gives the published known answers (Random123, kat_vectors)", () => {
    expect(block(0, 0, 0, 0, 0, 0)).toBe("6627e8d5 e169c58d bc57ac4c 9b00dbd8");
    expect(block(ones, ones, ones, ones, ones, ones)).toBe("408f276d 41c83b0e a20bc7c6 6d5451fd");
    expect(block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0)).toBe(
      "d16cfe09 94fdcceb 5001e420 24126ea1",
    );
  });

  it("carries into the second word", () => {
    const { words, words32 } = noiseKernels();
    words(0xfffffffc, 5, 1, 2, 3, 4, 32);
    const carried = [...words32.subarray(16, 20)];
    words(0, 6, 1, 2, 3, 4, 16);
    expect([...words32.subarray(0, 4)]).toEqual(carried);
  });
});

describe("eachChunk", () => {
  it("covers a range once, in order", () => {
    const places: number[] = [];
    eachChunk(5, 2 * CHUNK + 3, philoxKey(0n, 0, ""), ({ at, from, size, count }) => {
      expect(from + size).toBeLessThanOrEqual(count);
      expect(count).toBeLessThanOrEqual(CHUNK);
      places.push(at, at + size);
    });
    expect(places[0]).toBe(0);
    expect(places.at(-1)).toBe(2 * CHUNK + 3);
    for (let i = 1; i + 1 < places.length; i += 2) expect(places[i]).toBe(places[i + 1]);
  });
});

describe("the compiled kernels", () => {
  it.each(["noise", "beta"])("are what assembly/%s.ts compiles to", (name) => {
    const root = new URL("../../../..", import.meta.url);
    const [source, target] = [
      `packages/program/assembly/${name}.ts`,
      `packages/program/src/noise/generated/${name}.ts`,
    ];
    const args = ["tooling/assembly.mjs", source, target, "--check"];
    expect(() => execFileSync("node", args, { cwd: root, stdio: "pipe" })).not.toThrow();
  });

  it("never change: the first numbers of a stream, bit for bit", () => {
    const first = (law: "uniform" | "normal") => {
      const out = new Float32Array(4);
      fillNoise(out, { law }, { seed: 1n, step: 0, path: "golden" });
      return [...new Uint32Array(out.buffer)].map((word) => word.toString(16));
    };
    expect([first("uniform"), first("normal")]).toMatchInlineSnapshot(`
      [
        [
          "3f2d014d",
          "3f6e2539",
          "3f12f2ff",
          "3efca0ba",
        ],
        [
          "3f4d3751",
          "bec0549e",
          "bf86c07c",
          "3d328bb9",
        ],
      ]
    `);
  });
});
