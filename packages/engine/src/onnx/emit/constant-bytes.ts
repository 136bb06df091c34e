import { sizeOf } from "../graph/look.ts";
import type { Constant, DType } from "../graph/types.ts";

/** ONNX's numbers for element types. */
export const TYPE_NUMBER: Readonly<Record<DType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9 };

/** The little-endian bytes of a constant. */
export function constantBytes(data: Constant, shape: readonly number[], dtype: DType): Uint8Array {
  const size = sizeOf(shape);
  const at = (i: number) => ("uniform" in data ? data.uniform : (data.values[i] as number));
  const bytes = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  switch (dtype) {
    case "float32":
      return bytes(Float32Array.from({ length: size }, (_, i) => at(i)));
    case "int32":
      return bytes(Int32Array.from({ length: size }, (_, i) => at(i)));
    case "bool":
      return bytes(Uint8Array.from({ length: size }, (_, i) => Number(at(i) !== 0)));
    case "int64":
      return bytes(BigInt64Array.from({ length: size }, (_, i) => BigInt(at(i))));
  }
}
