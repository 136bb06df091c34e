import { CheckpointError } from "@elbo/spec";
import type { RawTensor } from "../../checkpoints/read-safetensors.ts";
import type { StoredTensor } from "../../checkpoints/safetensors.ts";

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
const half = (bits: number): number => {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
};

const read: Readonly<Record<string, (view: DataView, index: number) => number>> = {
  F64: (view, i) => view.getFloat64(8 * i, true),
  F32: (view, i) => view.getFloat32(4 * i, true),
  F16: (view, i) => half(view.getUint16(2 * i, true)),
};

/** bfloat16 is the upper half of a float32: moving the bits loses nothing. */
const fromBrain = (view: DataView, out: Float32Array): void => {
  const bits = new Uint32Array(out.buffer);
  for (let i = 0; i < bits.length; i++) bits[i] = view.getUint16(2 * i, true) << 16;
};

/**
 * The numbers of a tensor in float32, rounded to nearest where it held more bits.
 *
 * @throws CheckpointError for integers, for types that are no floats, and for values that are not finite in float32.
 */
export function floatValues(name: string, { dtype, shape, data }: RawTensor, file: string): StoredTensor {
  const fail = (problem: string, expected: string, received: string, remedy: string) =>
    new CheckpointError(problem, { where: file, expected, received, remedy });
  const out = new Float32Array(shape.reduce((a, b) => a * b, 1));
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const number = read[dtype];
  if (dtype === "BF16") fromBrain(view, out);
  else if (number !== undefined) for (let i = 0; i < out.length; i++) out[i] = number(view, i);
  else {
    throw fail(
      `tensor "${name}" holds no numbers that can be weights`,
      "F32, F64, F16 or BF16",
      dtype,
      "Save it as float32.",
    );
  }
  const broken = out.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) {
    const expected = "finite numbers within the range of float32";
    throw fail(
      `tensor "${name}" cannot be used`,
      expected,
      `${out[broken]} at position ${broken}`,
      "Its training diverged, or the file is damaged: take another one.",
    );
  }
  return { shape, values: out };
}
