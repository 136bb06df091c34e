import { DataError } from "@elbo/spec";

/** Number type of an IDX file, by the third byte of its header. */
export interface IdxType {
  readonly name: string;
  /** Bytes of one number. */
  readonly bytes: number;
  read(view: DataView, offset: number): number;
}

const types: Readonly<Record<number, IdxType>> = {
  8: { name: "uint8", bytes: 1, read: (view, at) => view.getUint8(at) },
  9: { name: "int8", bytes: 1, read: (view, at) => view.getInt8(at) },
  11: { name: "int16", bytes: 2, read: (view, at) => view.getInt16(at) },
  12: { name: "int32", bytes: 4, read: (view, at) => view.getInt32(at) },
  13: { name: "float32", bytes: 4, read: (view, at) => view.getFloat32(at) },
  14: { name: "float64", bytes: 8, read: (view, at) => view.getFloat64(at) },
};

/** What the first bytes of an IDX file say. */
export interface IdxHeader {
  readonly type: IdxType;
  /** Number of examples. */
  readonly length: number;
  /** Axes of one example. */
  readonly shape: readonly number[];
  /** Bytes of the header itself. */
  readonly headerBytes: number;
  readonly exampleBytes: number;
  /** Bytes that the whole file must have. */
  readonly fileBytes: number;
}

/** The longest header that `parseIdxHeader` reads: four bytes, then four for each of up to eight axes. */
export const longestHeader = 36;

const notIdx = (where: string, received: string) =>
  new DataError("not an IDX file", {
    where,
    expected: "two zero bytes, a type (8, 9, 11..14), 1 to 8 axes, their lengths as 32-bit big-endian numbers",
    received,
    remedy: "Give a file like train-images-idx3-ubyte, or that file compressed with gzip.",
  });

/**
 * Reads the header of an IDX file (LeCun's format of MNIST) from its first bytes.
 *
 * @throws DataError when the bytes are no IDX header.
 */
export function parseIdxHeader(bytes: Uint8Array, where: string): IdxHeader {
  const hex = Buffer.from(bytes.subarray(0, 4)).toString("hex") || "an empty file";
  const [zero0, zero1, code, axes] = bytes;
  const type = types[code ?? 0];
  if (zero0 !== 0 || zero1 !== 0 || !type || !axes || axes > 8) throw notIdx(where, hex);
  const headerBytes = 4 + 4 * axes;
  if (bytes.length < headerBytes) throw notIdx(where, `a header cut off after ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  const [length = 0, ...shape] = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  if (length === 0 || shape.includes(0)) throw notIdx(where, `axes ${[length, ...shape].join(" x ")}`);
  const exampleBytes = shape.reduce((size, axis) => size * axis, type.bytes);
  return { type, length, shape, headerBytes, exampleBytes, fileBytes: headerBytes + length * exampleBytes };
}

/**
 * Checks the size of a file against its header.
 *
 * @throws DataError that says how many bytes are missing or too many.
 */
export function checkFileSize({ fileBytes, length, shape, type }: IdxHeader, size: number, where: string): void {
  if (size === fileBytes) return;
  const gap = Math.abs(fileBytes - size);
  const expected = `${fileBytes} bytes for ${[length, ...shape].join(" x ")} ${type.name}`;
  throw new DataError(size < fileBytes ? `truncated, ${gap} bytes are missing` : `${gap} bytes too long`, {
    where,
    expected,
    received: String(size),
    remedy: "Download or copy the file again.",
  });
}
