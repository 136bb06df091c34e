import { fillNoise } from "@elbo/program";
import { type Dataset, type Field, type Named, NotSupportedError, type Numbers, ShapeError } from "@elbo/spec";
import type { Condition } from "../condition/create-condition.ts";
import { allocateBatch } from "../training/batch-buffers.ts";

/** Values to condition on, by field: numbers of one example or of several, which are then taken in turn. */
export type Conditions = Named<ArrayLike<number>>;

const sizeOf = ({ shape }: Field) => shape.reduce((a, b) => a * b, 1);

/** The condition of `count` training examples, drawn with replacement; the first of a longer draw are the same. */
async function fromTraining(fields: Named<Field>, { splits }: Dataset, count: number, seed: bigint) {
  const uniform = new Float32Array(count);
  fillNoise(uniform, { law: "uniform" }, { seed, step: 0, path: "sampling/condition" });
  const { length } = splits.train;
  const rows = Int32Array.from(uniform, (u) => Math.min(Math.floor(u * length), length - 1));
  const inputs = Object.entries(fields).map(([name, { shape, dtype }]) => [name, { shape: [count, ...shape], dtype }]);
  const into = allocateBatch(Object.fromEntries(inputs), fields, count).fields;
  await splits.train.read(rows, into, { seed, step: 0 });
  return into;
}

/** @throws ShapeError for numbers that are no whole examples, or no categories of the field. */
function inTurn(name: string, field: Field, given: ArrayLike<number>, count: number): Numbers {
  const size = sizeOf(field);
  const { categories } = field;
  const values = Array.from(given);
  const bad = values.find(
    (v) => !Number.isFinite(v) || (categories !== undefined && !(v >= 0 && v < categories && Number.isInteger(v))),
  );
  if (values.length === 0 || values.length % size !== 0 || bad !== undefined) {
    const each = size === 1 ? "one number" : `${size} numbers`;
    throw new ShapeError(`the condition "${name}" does not fit`, {
      where: "vae/sample",
      expected: categories === undefined ? `${each} an example` : `${each} an example, whole, 0 to ${categories - 1}`,
      received: bad === undefined ? `${values.length} numbers` : String(bad),
    });
  }
  const at = (i: number) => values[i % values.length] as number;
  const from = { length: count * size };
  return field.dtype === "float32" ? Float32Array.from(from, (_, i) => at(i)) : Int32Array.from(from, (_, i) => at(i));
}

/**
 * What `count` examples are conditioned on, by field `[count, ...]`: the values asked for, in turn; without any, those of
 * random training examples; nothing for a model without a condition.
 *
 * @throws NotSupportedError when the model has no such condition or one is missing, ShapeError for values that do not fit.
 */
export async function conditionValues(
  { condition, dataset }: { readonly condition: Condition | undefined; readonly dataset: Dataset },
  asked: Conditions | undefined,
  { count, seed }: { readonly count: number; readonly seed: bigint },
): Promise<Named<Numbers>> {
  const fields = condition?.fields ?? {};
  if (asked === undefined) return condition ? fromTraining(fields, dataset, count, seed) : {};
  const [names, given] = [Object.keys(fields), Object.keys(asked)];
  if (names.length !== given.length || given.some((name) => !(name in fields))) {
    throw new NotSupportedError("the model is not conditioned on what it was given", {
      where: "vae/sample",
      expected: names.length ? `values of ${names.join(" and ")}` : "no condition: its config has none",
      received: given.join(" and ") || "nothing",
      ...(names.length ? {} : { remedy: "Train with `condition: { field: label }` in the config." }),
    });
  }
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, inTurn(name, field, asked[name] ?? [], count)]),
  );
}
