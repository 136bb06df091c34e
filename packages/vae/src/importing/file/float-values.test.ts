import { describe, expect, it } from "vitest";
import { floatValues } from "./float-values.ts";

const of = (dtype: string, data: ArrayBufferLike, count: number) =>
  floatValues("w", { dtype, shape: [count], data: new Uint8Array(data) }, "a.safetensors").values;

describe("floatValues", () => {
  it("reads binary16: normal, subnormal, the largest, negative zero", () => {
    const bits = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff, 0x8000, 0x3555);
    const values = of("F16", bits.buffer, 6);
    expect([...values.subarray(0, 4)]).toEqual([1, -2, 2 ** -24, 65504]);
    expect(Object.is(values[4], -0)).toBe(true);
    expect(values[5]).toBe(0.333251953125);
  });

  it("reads bfloat16 as the upper half of float32", () => {
    const source = Float32Array.of(1.5, -3.140625, 2 ** -126, 3.3895313892515355e38);
    const halves = Uint16Array.from(new Uint32Array(source.buffer), (bits) => bits >>> 16);
    expect([...of("BF16", halves.buffer, 4)]).toEqual([...source]);
  });

  it("rounds float64 to the nearest float32, and takes float32 bit for bit, from any offset", () => {
    expect([...of("F64", Float64Array.of(0.1, -1 / 3).buffer, 2)]).toEqual([Math.fround(0.1), Math.fround(-1 / 3)]);
    const pool = new Uint8Array(11);
    pool.set(new Uint8Array(Float32Array.of(1e-45, 0.1).buffer), 3);
    const { values } = floatValues("w", { dtype: "F32", shape: [2], data: pool.subarray(3) }, "a");
    expect([...values]).toEqual([Math.fround(1e-45), Math.fround(0.1)]);
  });

  it.each([
    ["integers", "I64", BigInt64Array.of(3n).buffer, /"w".*F32, F64, F16 or BF16, got I64/],
    ["NaN", "F32", Float32Array.of(Number.NaN).buffer, /finite.*NaN at position 0/],
    ["what float32 cannot hold", "F64", Float64Array.of(1e300).buffer, /Infinity at position 0/],
    ["half infinity", "F16", Uint16Array.of(0xfc00).buffer, /-Infinity/],
  ])("refuses %s", (_, dtype, data, message) => {
    expect(() => of(dtype, data, 1)).toThrow(message);
  });
});
