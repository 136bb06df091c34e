// The safetensors format (https://huggingface.co/docs/safetensors): 8 bytes little-endian header length, a JSON header
// { name: { dtype, shape, data_offsets: [begin, end] } }, then the data. A checkpoint's tensors are all F32.
import { CheckpointError, type Shape } from "@elbo/spec";
import { readSafetensors } from "./read-safetensors.ts";

/** A named tensor on the host. */
export interface StoredTensor {
  readonly shape: Shape;
  readonly values: Float32Array;
}

const bytesOf = (values: Float32Array) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Encodes tensors in the given order; the parts are views, written one after the other. */
export function encodeSafetensors(tensors: ReadonlyMap<string, StoredTensor>): readonly Uint8Array[] {
  const header: Record<string, unknown> = {};
  let at = 0;
  for (const [name, { shape, values }] of tensors) {
    header[name] = { dtype: "F32", shape, data_offsets: [at, at + values.byteLength] };
    at += values.byteLength;
  }
  const text = JSON.stringify(header);
  // Padded with spaces so that the data starts at a multiple of 8, as the format asks for.
  const json = new TextEncoder().encode(text);
  const padded = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  padded.set(json);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(padded.length), true);
  return [length, padded, ...[...tensors.values()].map(({ values }) => bytesOf(values))];
}

/**
 * Decodes a safetensors file of F32 tensors.
 *
 * @throws CheckpointError naming `file` when it is truncated, damaged, or holds another dtype.
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): Map<string, StoredTensor> {
  const remedy = "Use another checkpoint of the run, or train again.";
  const tensors = new Map<string, StoredTensor>();
  for (const [name, { dtype, shape, data }] of readSafetensors(bytes, { file, remedy })) {
    if (dtype !== "F32") {
      throw new CheckpointError(`tensor "${name}" has another type`, {
        where: file,
        expected: "F32",
        received: dtype,
        remedy,
      });
    }
    // A copy: the data need not be aligned in the file's buffer.
    tensors.set(name, { shape, values: new Float32Array(data.slice().buffer) });
  }
  return tensors;
}
