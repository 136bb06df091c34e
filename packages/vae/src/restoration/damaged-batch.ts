import { type Field, type Input, type Named, type Numbers, ShapeError } from "@elbo/spec";
import { numbersFor } from "../evaluation/read-batches.ts";
import type { Session } from "../session/session.ts";
import type { Corruption } from "./corruption.ts";

/** Damaged examples that are restored together, padded to a size by repeating the last. */
export interface DamagedBatch {
  /** Examples that count. */
  readonly count: number;
  /** Examples with padding. */
  readonly size: number;
  /** Fields of the data set, `weight`, `seen` `[size, ...y]` and `seen.mask`; `x` is for the caller to fill. */
  readonly inputs: Named<Numbers>;
  /** What the inputs are. */
  readonly signature: Named<Input>;
}

/** Damaged examples by field: `x` holds what is seen, `x.mask` 1 where an element is seen; others as in the data. */
export type Damaged = Named<Numbers>;

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const wrong = (problem: string, expected: string, received: string) =>
  new ShapeError(problem, { where: "vae.restore", expected, received });

/** How many examples came. @throws ShapeError for what is no whole examples, for a mask of another size, for a condition that is missing. */
export function countDamaged(given: Damaged, { assembled }: Session, { seen }: Corruption): number {
  const { x, "x.mask": mask } = given;
  const size = sizeOf(seen.shape);
  if (!x || x.length === 0 || x.length % size !== 0) {
    throw wrong("x does not hold whole examples", `n x [${seen.shape}] numbers`, `${x?.length ?? 0} numbers`);
  }
  if (mask && mask.length !== x.length) {
    throw wrong("the mask is not as large as what it masks", `${x.length} numbers`, `${mask.length}`);
  }
  const odd = mask?.findIndex((value) => value !== 0 && value !== 1) ?? -1;
  if (odd >= 0)
    throw wrong(
      "a mask says yes or no",
      "1 where an element is seen, 0 where it is hidden",
      `${mask?.[odd]} at ${odd}`,
    );
  const bad = x.findIndex((value, i) => !Number.isFinite(value) && (mask?.[i] ?? 1) !== 0);
  if (bad >= 0)
    throw wrong("what is seen must be numbers", "finite numbers where the mask is 1", `${x[bad]} at ${bad}`);
  const count = x.length / size;
  for (const [name, { shape }] of Object.entries(assembled.parts.condition?.fields ?? {})) {
    if (given[name]?.length === count * sizeOf(shape)) continue;
    throw wrong(`the model is conditioned on "${name}"`, `${count} x [${shape}] of it`, `${given[name]?.length ?? 0}`);
  }
  return count;
}

/** Examples `first .. first + count` of those given, in a batch of `size`. */
export function damagedBatch(
  given: Damaged,
  { assembled }: Session,
  { seen, widen }: Corruption,
  { first, count, size }: { readonly first: number; readonly count: number; readonly size: number },
): DamagedBatch {
  const { inputs: declared } = assembled.evaluation(size).signature;
  const about: Named<Field> = { ...assembled.dataset.fields, seen, "seen.mask": { ...seen, dtype: "float32" } };
  const sources: Named<Numbers | undefined> = { ...given, seen: given.x, "seen.mask": given["x.mask"] };
  const inputs: Record<string, Numbers> = { weight: new Float32Array(size).fill(1, 0, count) };
  for (const [name, field] of Object.entries(about)) {
    const [values, length] = [sources[name], sizeOf(field.shape)];
    const into = numbersFor(field, size);
    if (!values && (name === "seen.mask" || name.endsWith(".known"))) into.fill(1);
    for (let row = 0; values && name !== "x" && row < size; row++) {
      const from = (first + Math.min(row, count - 1)) * length;
      const own = values.subarray(from, from + length);
      into.set(name === "seen.mask" && widen ? widen(own as Float32Array) : own, row * length);
    }
    inputs[name] = into;
  }
  // What is hidden may be anything, and must not make the density undefined.
  const [y, mask] = [inputs.seen as Float32Array, inputs["seen.mask"] as Float32Array];
  for (let i = 0; i < y.length; i++) if (mask[i] === 0) y[i] = 0;
  const shape = [size, ...seen.shape];
  return {
    count,
    size,
    inputs,
    signature: {
      ...declared,
      seen: { shape, dtype: "float32" },
      "seen.mask": { shape, dtype: "float32" },
    },
  };
}
