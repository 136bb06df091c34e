import { type Field, type Named, type Numbers, ShapeError } from "@elbo/spec";
import { numbersFor } from "../evaluation/read-batches.ts";
import { sizeClass } from "../session/size-class.ts";

/** Examples by field; a bare array is the field `x`. */
export type Examples = Numbers | Named<Numbers>;

/** Says whether an example has a field: 1 where it came, unless it came itself. */
const KNOWN = ".known";

const sizeOf = ({ shape }: Field) => shape.reduce((a, b) => a * b, 1);

/** Examples by field. */
export const byField = (examples: Examples): Named<Numbers> =>
  ArrayBuffer.isView(examples) ? { x: examples } : examples;

/**
 * How many examples came.
 *
 * @throws ShapeError when one of `conditions` is missing, or a field's length is no whole number of examples.
 */
export function countExamples(given: Named<Numbers>, fields: Named<Field>, conditions: readonly string[]): number {
  let count: number | undefined;
  for (const [name, field] of Object.entries(fields)) {
    const values = given[name];
    if (values === undefined) continue;
    const examples = values.length / sizeOf(field);
    if (!Number.isInteger(examples) || (count !== undefined && examples !== count)) {
      throw new ShapeError(`the field "${name}" does not hold whole examples, as many as the others`, {
        where: "vae",
        expected: `${count ?? "n"} x [${field.shape}] numbers`,
        received: `${values.length} numbers`,
      });
    }
    count = examples;
  }
  if (count === undefined) {
    throw new ShapeError("no example came", { where: "vae", expected: `fields ${Object.keys(fields).join(", ")}` });
  }
  const missing = conditions.find((name) => !(name in given));
  if (missing !== undefined) {
    throw new ShapeError(`the model is conditioned on "${missing}"`, {
      where: "vae",
      expected: `examples with the fields ${["x", ...conditions].join(", ")}`,
      received: Object.keys(given).join(", "),
    });
  }
  return count;
}

/** Some examples as a batch: rows beyond `rows` repeat the last one and weigh 0. */
export interface ExampleBatch {
  /** Number of its first example. */
  readonly first: number;
  readonly rows: number;
  /** Rows of `inputs`. */
  readonly size: number;
  readonly inputs: Named<Numbers>;
}

/** Examples in padded batches of one size: that of all of them, at most `largest`. */
export function* exampleBatches(
  given: Named<Numbers>,
  fields: Named<Field>,
  { count, largest }: { readonly count: number; readonly largest: number },
): Generator<ExampleBatch> {
  const chunk = sizeClass(count, largest);
  for (let first = 0; first < count; first += chunk) {
    const rows = Math.min(chunk, count - first);
    const inputs: Record<string, Numbers> = { weight: new Float32Array(chunk).fill(1, 0, rows) };
    for (const [field, about] of Object.entries(fields)) {
      const size = sizeOf(about);
      const padded = numbersFor(about, chunk);
      if (field.endsWith(KNOWN) && field.slice(0, -KNOWN.length) in given) padded.fill(1);
      for (let row = 0; row < chunk; row++) {
        const from = (first + Math.min(row, rows - 1)) * size;
        const values = given[field];
        if (values) padded.set(values.subarray(from, from + size), row * size);
      }
      inputs[field] = padded;
    }
    yield { first, rows, size: chunk, inputs };
  }
}
