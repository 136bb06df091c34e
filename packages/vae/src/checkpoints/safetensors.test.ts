import { CheckpointError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

const tensors = new Map([
  ["a/w", { shape: [2, 3], values: Float32Array.of(1, -2, Number.NaN, Number.POSITIVE_INFINITY, -0, 1e-45) }],
  ["b", { shape: [], values: Float32Array.of(7) }],
  ["empty", { shape: [0, 4], values: new Float32Array(0) }],
]);
const join = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const file = (header: string, data: number[] = []) => {
  const json = new TextEncoder().encode(header);
  return Uint8Array.from([json.length, 0, 0, 0, 0, 0, 0, 0, ...json, ...data]);
};

describe("safetensors", () => {
  it("round-trips names, shapes, order and bits", () => {
    const decoded = decodeSafetensors(join(encodeSafetensors(tensors)), "x");
    expect([...decoded]).toEqual([...tensors]);
    expect(Object.is(decoded.get("a/w")?.values[4], -0)).toBe(true);
  });

  it("writes the published layout", () => {
    const bytes = join(encodeSafetensors(new Map([["b", { shape: [1], values: Float32Array.of(1) }]])));
    const view = new DataView(bytes.buffer);
    const length = Number(view.getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
      b: { dtype: "F32", shape: [1], data_offsets: [0, 4] },
    });
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 128, 63]);
  });

  it("reads a file with metadata, from a view into a larger buffer", () => {
    const whole = file(
      '{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
      [0, 0, 128, 63],
    );
    const pool = new Uint8Array(whole.length + 3);
    pool.set(whole, 3);
    expect([...(decodeSafetensors(pool.subarray(3), "x").get("b")?.values ?? [])]).toEqual([1]);
  });

  it.each([
    ["short", new Uint8Array(3)],
    ["header longer than the file", Uint8Array.from([255, 255, 255, 255, 255, 0, 0, 0, 1])],
    ["header not JSON", file("{nope")],
    ["other dtype", file('{"b":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}', [0, 0, 0, 0])],
    ["size against shape", file('{"b":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', [0, 0, 0, 0])],
    ["data missing", file('{"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', [0, 0])],
    ["data too long", file('{"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', [0, 0, 0, 0, 9])],
    ["negative offset", file('{"b":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}', [0, 0, 0, 0])],
    ["not an entry", file('{"b":null}')],
  ])("refuses %s", (_, bytes) => {
    expect(() => decodeSafetensors(bytes, "weights.safetensors")).toThrow(CheckpointError);
    expect(() => decodeSafetensors(bytes, "weights.safetensors")).toThrow(/weights\.safetensors/);
  });
});
