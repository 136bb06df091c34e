import { describe, expect, it } from "vitest";
import { encodeIdx } from "./encode-idx.ts";
import { checkFileSize, parseIdxHeader } from "./idx-header.ts";

describe("parseIdxHeader", () => {
  it("reads the header of MNIST's training images", () => {
    const bytes = Uint8Array.of(0, 0, 8, 3, 0, 0, 0xea, 0x60, 0, 0, 0, 28, 0, 0, 0, 28);
    const header = parseIdxHeader(bytes, "x");
    expect(header).toMatchObject({ length: 60000, shape: [28, 28], headerBytes: 16, exampleBytes: 784 });
    expect(header.fileBytes).toBe(47_040_016);
  });

  it("refuses what is no IDX file", () => {
    const cases: [number[], RegExp][] = [
      [[], /an empty file/],
      [[0x89, 0x50, 0x4e, 0x47], /got 89504e47/],
      [[0, 0, 10, 1, 0, 0, 0, 1], /got 00000a01/],
      [[0, 0, 8, 0], /got 00000800/],
      [[0, 0, 8, 2, 0, 0, 0, 1], /cut off after 8 bytes/],
      [[0, 0, 8, 1, 0, 0, 0, 0], /got axes 0/],
    ];
    for (const [bytes, message] of cases) expect(() => parseIdxHeader(Uint8Array.from(bytes), "x")).toThrow(message);
  });

  it("reads big-endian numbers of every type", () => {
    const view = new DataView(new ArrayBuffer(8));
    for (const [code, write] of [
      [8, () => view.setUint8(0, 200)],
      [9, () => view.setInt8(0, -3)],
      [11, () => view.setInt16(0, -300)],
      [12, () => view.setInt32(0, -70000)],
      [13, () => view.setFloat32(0, 0.25)],
      [14, () => view.setFloat64(0, 0.1)],
    ] as const) {
      write();
      const { type } = parseIdxHeader(Uint8Array.of(0, 0, code, 1, 0, 0, 0, 1), "x");
      expect(type.read(view, 0)).toBe({ 8: 200, 9: -3, 11: -300, 12: -70000, 13: 0.25, 14: 0.1 }[code]);
    }
  });
});

describe("checkFileSize", () => {
  it("counts missing and surplus bytes", () => {
    const bytes = encodeIdx([4, 3], new Uint8Array(12));
    const header = parseIdxHeader(bytes, "x");
    expect(() => checkFileSize(header, bytes.length, "x")).not.toThrow();
    expect(() => checkFileSize(header, bytes.length - 5, "x")).toThrow(
      "x: truncated, 5 bytes are missing: expected 24 bytes for 4 x 3 uint8, got 19",
    );
    expect(() => checkFileSize(header, bytes.length + 1, "x")).toThrow("1 bytes too long");
  });
});
