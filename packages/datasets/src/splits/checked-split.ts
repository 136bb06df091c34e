import { DataError, type Field, type Named, type Numbers, type Presentation, type Split } from "@elbo/spec";

/** Numbers in one example of a field. */
export const fieldSize = (field: Field): number => field.shape.reduce((size, axis) => size * axis, 1);

/** Fills the fields present in `into` for the examples at `indices`; the arguments were checked before. */
export type Fill = (indices: Int32Array, into: Named<Numbers>, presentation?: Presentation) => void | Promise<void>;

/**
 * A split that checks what it is asked before it reads.
 *
 * @throws DataError for an index outside 0..length-1, a field that the data set lacks, or a buffer that is too short.
 */
export function checkedSplit(where: string, fields: Named<Field>, length: number, fill: Fill): Split {
  return {
    length,
    async read(indices, into, presentation) {
      for (const index of indices) {
        if (index >= 0 && index < length) continue;
        throw new DataError("no such example", { where, expected: `0..${length - 1}`, received: String(index) });
      }
      for (const [name, buffer] of Object.entries(into)) {
        const field = fields[name];
        if (!field) {
          throw new DataError("no such field", {
            where,
            expected: Object.keys(fields).join(" or "),
            received: name,
            remedy: "Ask only for fields of the data set.",
          });
        }
        const needed = indices.length * fieldSize(field);
        if (buffer.length >= needed) continue;
        throw new DataError(`the buffer for ${name} is too short`, {
          where,
          expected: `${needed} numbers`,
          received: String(buffer.length),
        });
      }
      await fill(indices, into, presentation);
    },
  };
}

/** Indices of a split, in the numbering of the file behind it. */
export function positionsOf(indices: Int32Array, positions: Int32Array | undefined): Int32Array {
  return positions ? Int32Array.from(indices, (index) => positions[index] as number) : indices;
}
