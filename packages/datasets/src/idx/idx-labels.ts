import { DataError } from "@elbo/spec";
import { openIdx } from "./idx-file.ts";

/**
 * Reads a one-axis IDX file of class numbers: one int32 an example, and the number of classes (largest + 1).
 *
 * @throws DataError when the file has more axes, another count than `length`, or negative or broken numbers.
 */
export async function readLabels(
  path: string,
  length: number,
  remedy?: string,
): Promise<{ readonly values: Int32Array; readonly categories: number }> {
  const where = `datasets/idx ${path}`;
  const file = await openIdx(path, remedy === undefined ? {} : { remedy });
  const { header } = file;
  const bytes = new Uint8Array(header.length * header.exampleBytes);
  const rows = Int32Array.from({ length: header.length }, (_, row) => row);
  if (header.shape.length === 0 && header.length === length) file.readBytes(rows, bytes);
  await file.close();
  if (header.shape.length > 0 || header.length !== length) {
    throw new DataError("labels do not fit the examples", {
      where,
      expected: `one axis of ${length} numbers`,
      received: [header.length, ...header.shape].join(" x "),
      remedy: "Give the label file that belongs to these examples.",
    });
  }
  const view = new DataView(bytes.buffer);
  const values = Int32Array.from(rows, (row) => {
    const value = header.type.read(view, row * header.type.bytes);
    if (Number.isInteger(value) && value >= 0) return value;
    throw new DataError(`example ${row} has no class number`, {
      where,
      expected: "a whole number from 0",
      received: String(value),
    });
  });
  return { values, categories: values.reduce((most, value) => Math.max(most, value), 0) + 1 };
}
