import { CheckpointError, type Shape } from "@elbo/spec";

/** A tensor as it lies in a file: little-endian numbers of type `dtype`, row by row. */
export interface RawTensor {
  /** F32, F64, F16, BF16, I64, BOOL, ... */
  readonly dtype: string;
  readonly shape: Shape;
  readonly data: Uint8Array;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const count = (shape: Shape) => shape.reduce((a, b) => a * b, 1);

/** Bytes of one number; a type that is not listed is not measured. */
const widths: Readonly<Record<string, number>> = {
  ...{ F64: 8, F32: 4, F16: 2, BF16: 2 },
  ...{ I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1 },
};

const isEntry = (value: unknown): value is Entry => {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Partial<Entry>;
  const counts = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0);
  return typeof dtype === "string" && counts(shape) && counts(offsets) && offsets.length === 2;
};

/**
 * The tensors of a safetensors file, of whatever type, as views of `bytes`.
 *
 * @throws CheckpointError naming `file` when it is truncated or damaged, with `remedy`.
 */
export function readSafetensors(
  bytes: Uint8Array,
  { file, remedy }: { readonly file: string; readonly remedy: string },
): Map<string, RawTensor> {
  const fail = (problem: string, details: { expected?: string; received?: string; cause?: unknown } = {}) =>
    new CheckpointError(problem, { where: file, ...details, remedy });
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
  if (typeof header !== "object" || header === null || Array.isArray(header)) throw fail("the header is no object");
  const tensors = new Map<string, RawTensor>();
  let end = 0;
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    if (!isEntry(entry)) throw fail(`the header describes tensor "${name}" wrongly`);
    const { dtype, shape } = entry;
    const [from, to] = entry.data_offsets;
    const width = widths[dtype];
    if (to < from || (width !== undefined && to - from !== width * count(shape))) {
      throw fail(`tensor "${name}" has the wrong size`, {
        expected:
          width === undefined
            ? "an end behind its beginning"
            : `${width * count(shape)} bytes for ${dtype} of shape [${shape}]`,
        received: `${to - from}`,
      });
    }
    if (start + to > bytes.length) throw fail("truncated", { expected: `${start + to} bytes or more`, received: size });
    tensors.set(name, { dtype, shape, data: bytes.subarray(start + from, start + to) });
    end = Math.max(end, to);
  }
  if (start + end !== bytes.length) {
    throw fail("there are bytes after the last tensor", { expected: `${start + end} bytes`, received: size });
  }
  return tensors;
}
