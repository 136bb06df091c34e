// The safetensors format (https://huggingface.co/docs/safetensors): 8 bytes little-endian header length, a JSON header
// { name: { dtype, shape, data_offsets: [begin, end] } }, then the data. Here every tensor is F32.
import { CheckpointError, type Shape } from "@elbo/spec";

/** A named tensor on the host. */
export interface StoredTensor {
  readonly shape: Shape;
  readonly values: Float32Array;
}

const count = (shape: Shape) => shape.reduce((a, b) => a * b, 1);
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

interface Entry {
  readonly dtype: unknown;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const isEntry = (value: unknown): value is Entry => {
  const { shape, data_offsets: offsets } = (value ?? {}) as Partial<Entry>;
  const counts = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0);
  return counts(shape) && counts(offsets) && offsets.length === 2;
};

/**
 * Decodes a safetensors file of F32 tensors.
 *
 * @throws CheckpointError naming `file` when it is truncated, damaged, or holds another dtype.
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): Map<string, StoredTensor> {
  const fail = (problem: string, details: { expected?: string; received?: string; cause?: unknown } = {}) =>
    new CheckpointError(problem, {
      where: file,
      ...details,
      remedy: "Use another checkpoint of the run, or train again.",
    });
  const size = `a file of ${bytes.length} bytes`;
  if (bytes.length < 8) throw fail("not a safetensors file", { expected: "at least 8 bytes", received: size });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  const start = 8 + headerLength;
  if (start > bytes.length) {
    throw fail("not a safetensors file, or truncated", {
      expected: `a header of ${headerLength} bytes`,
      received: size,
    });
  }
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, start)));
  } catch (cause) {
    throw fail("the header is not JSON", { cause });
  }
  const tensors = new Map<string, StoredTensor>();
  let end = 0;
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    if (!isEntry(entry)) throw fail(`the header describes tensor "${name}" wrongly`);
    if (entry.dtype !== "F32") {
      throw fail(`tensor "${name}" has another type`, { expected: "F32", received: String(entry.dtype) });
    }
    const [from, to] = entry.data_offsets;
    if (to - from !== 4 * count(entry.shape)) {
      throw fail(`tensor "${name}" has the wrong size`, {
        expected: `${4 * count(entry.shape)} bytes for shape [${entry.shape}]`,
        received: `${to - from}`,
      });
    }
    if (start + to > bytes.length) throw fail("truncated", { expected: `${start + to} bytes or more`, received: size });
    // A copy: the data need not be aligned in the file's buffer.
    tensors.set(name, { shape: entry.shape, values: new Float32Array(bytes.slice(start + from, start + to).buffer) });
    end = Math.max(end, to);
  }
  if (start + end !== bytes.length) {
    throw fail("there are bytes after the last tensor", { expected: `${start + end} bytes`, received: size });
  }
  return tensors;
}
