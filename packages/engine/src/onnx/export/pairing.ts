import { uniformOf } from "../graph/look.ts";
import type { Graph, Value } from "../graph/types.ts";
import { type Affine, fitVector, isFixed } from "./affine.ts";
import type { BatchNumbers } from "./batch-numbers.ts";
import { refuseBatch } from "./refuse.ts";
import { sameConstant, valuesOf } from "./same-constant.ts";

/** Values of listings at several sizes that are one value of the listing for any size. */
export interface Pairing {
  /** Shape of every input, result and slot met so far. */
  readonly shapes: ReadonlyMap<Value, readonly Affine[]>;
  /** Values that are made at the same place: from here on, one value. */
  pair(values: readonly Value[], what: string): Value;
  /** What an operation reads: the one value, or for constants that move with the batch, what computes them. */
  operand(values: readonly (Value | undefined)[], what: string): Value | undefined;
  /** The shape of values that are none of the above: constants as outputs. */
  shapeOf(values: readonly Value[], what: string): readonly Affine[];
}

const text = ({ dtype, shape }: Value) => `${dtype} [${shape}]`;

/** Starts with nothing paired. */
export function createPairing(sizes: readonly number[], numbers: BatchNumbers): Pairing {
  const shapes = new Map<Value, readonly Affine[]>();
  const counterparts = new Map<Value, readonly Value[]>();

  const shapeOf: Pairing["shapeOf"] = (values, what) => {
    const lines = fitVector(
      sizes,
      values.map(({ shape }) => shape),
    );
    return lines ?? refuseBatch(`${what} has the shapes ${values.map(text).join(", ")}`);
  };

  const pair: Pairing["pair"] = (values, what) => {
    const [x, ...rest] = values as [Value, ...Value[]];
    if (rest.some(({ dtype }) => dtype !== x.dtype)) refuseBatch(`${what} has another element type at another size`);
    shapes.set(x, shapeOf(values, what));
    counterparts.set(x, rest);
    return x;
  };

  const constant = (values: readonly Value[], what: string): Value => {
    const [x] = values as [Value];
    const shape = shapeOf(values, what);
    if (shape.every(isFixed)) {
      if (values.every((y) => sameConstant(x, y))) return x;
      const entries = x.dtype === "int64" && x.shape.length === 1 ? fitVector(sizes, values.map(valuesOf)) : undefined;
      return entries
        ? numbers.vector(entries)
        : refuseBatch(`${what}, a constant ${text(x)}, depends on the batch size`);
    }
    const fill = uniformOf(x);
    if (fill === undefined || values.some((y) => !Object.is(uniformOf(y), fill) || y.dtype !== x.dtype)) {
      refuseBatch(`${what} is a table of constants as long as the batch, ${values.map(text).join(", ")}`);
    }
    return numbers.filled(x, shape);
  };

  const operand: Pairing["operand"] = (values, what) => {
    const given = values.filter((x) => x !== undefined);
    if (given.length === 0) return undefined;
    const [x, ...rest] = given as [Value, ...Value[]];
    const kinds = new Set(given.map(({ from }) => from.kind));
    if (given.length < values.length || kinds.size > 1) refuseBatch(`${what} comes from elsewhere at another size`);
    if (x.from.kind === "constant") return constant(given, what);
    if (x.from.kind === "input") {
      const { name } = x.from;
      if (rest.some(({ from }) => from.kind !== "input" || from.name !== name)) {
        refuseBatch(`${what} is another input at another size`);
      }
      return shapes.has(x) ? x : pair(given, `the input "${name}"`);
    }
    const known = counterparts.get(x);
    if (known === undefined || known.some((y, i) => y !== rest[i])) {
      refuseBatch(`${what} comes from another operation at another size`);
    }
    return x;
  };
  return { shapes, pair, operand, shapeOf };
}

/** Where one entry of a Reshape moves with the batch, ONNX can infer it: -1. */
export function inferredShape(graph: Graph, sizes: readonly number[], shapes: readonly Value[]): Value | undefined {
  if (shapes.some(({ from }) => from.kind !== "constant")) return undefined;
  const entries = fitVector(sizes, shapes.map(valuesOf));
  if (entries?.filter((entry) => !isFixed(entry)).length !== 1) return undefined;
  const target = entries.map((entry) => (isFixed(entry) ? entry.offset : -1));
  return target.includes(0) ? undefined : graph.constant(target, [target.length], "int64");
}
