import { type Field, type Named, type Numbers, ShapeError } from "@elbo/spec";
import type { CompileRequest } from "../assembly/assembled.ts";
import type { Session } from "../session/session.ts";
import { sizeClass } from "../session/size-class.ts";

/** Examples by field; a bare array is the field `x`. */
export type Examples = Numbers | Named<Numbers>;

/** More examples than this go through in chunks of it. */
const CHUNK = 100;

/** Says whether an example has a field: 1 where it came, unless it came itself. */
const KNOWN = ".known";

const sizeOf = ({ shape }: Field) => shape.reduce((a, b) => a * b, 1);

const likeField = ({ dtype }: Field, size: number): Numbers =>
  dtype === "float32" ? new Float32Array(size) : dtype === "int32" ? new Int32Array(size) : new Uint8Array(size);

/** @throws ShapeError when a field is missing, or its length is no whole number of examples. */
const countExamples = (given: Named<Numbers>, fields: Named<Field>, needed: readonly string[]): number => {
  let count: number | undefined;
  for (const name of needed) {
    const [values, field] = [given[name], fields[name]];
    if (!field || values === undefined) continue;
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
    throw new ShapeError("no example came", { where: "vae", expected: `fields ${needed.join(", ")}` });
  }
  return count;
};

/** Runs an evaluation program over examples, in padded chunks, and joins its outputs along the batch axis. */
export async function runOnExamples(
  session: Session,
  name: string,
  request: (batch: number) => CompileRequest,
  examples: Examples,
  seed: bigint,
): Promise<Named<Float32Array>> {
  const fields = session.assembled.dataset.fields;
  const given = ArrayBuffer.isView(examples) ? { x: examples } : examples;
  const count = countExamples(given, fields, Object.keys(fields));
  const conditions = Object.keys(session.assembled.parts.condition?.fields ?? {});
  const missing = conditions.find((name) => !(name in given));
  if (missing !== undefined) {
    throw new ShapeError(`the model is conditioned on "${missing}"`, {
      where: "vae",
      expected: `examples with the fields ${["x", ...conditions].join(", ")}`,
      received: Object.keys(given).join(", "),
    });
  }
  const joined: Record<string, Float32Array> = {};
  const chunk = sizeClass(count, CHUNK);
  for (let first = 0; first < count; first += chunk) {
    const rows = Math.min(chunk, count - first);
    const inputs: Record<string, Numbers> = { weight: new Float32Array(chunk).fill(1, 0, rows) };
    for (const [field, about] of Object.entries(fields)) {
      const size = sizeOf(about);
      const padded = likeField(about, chunk * size);
      if (field.endsWith(KNOWN) && field.slice(0, -KNOWN.length) in given) padded.fill(1);
      for (let row = 0; row < chunk; row++) {
        const from = (first + Math.min(row, rows - 1)) * size;
        const values = given[field];
        if (values) padded.set(values.subarray(from, from + size), row * size);
      }
      inputs[field] = padded;
    }
    const out = await session.run(`${name}/${chunk}`, () => request(chunk), inputs, { seed, step: first });
    for (const [output, values] of Object.entries(out)) {
      const size = values.length / chunk;
      joined[output] ??= new Float32Array(count * size);
      (joined[output] as Float32Array).set(values.subarray(0, rows * size), first * size);
    }
  }
  return joined;
}
