import type { Field, Named, Numbers } from "@elbo/spec";

/** Room for `count` examples of every field, or of those that are named. */
export const allocateFields = (
  fields: Named<Field>,
  count: number,
  only: readonly string[] = Object.keys(fields),
): Record<string, Numbers> =>
  Object.fromEntries(
    only.map((name) => {
      const { shape, dtype } = fields[name] as Field;
      const size = shape.reduce((a, b) => a * b, count);
      const values =
        dtype === "int32" ? new Int32Array(size) : dtype === "bool" ? new Uint8Array(size) : new Float32Array(size);
      return [name, values];
    }),
  );
