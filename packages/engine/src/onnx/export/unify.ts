import type { Listing } from "../emit/encode.ts";
import type { Instruction } from "../emit/instruction.ts";
import { uniformOf } from "../graph/look.ts";
import type { Graph, Value } from "../graph/types.ts";
import { type Affine, fitVector, isFixed } from "./affine.ts";
import { type BatchAxis, batchNumbers } from "./batch-numbers.ts";
import { refuseBatch } from "./refuse.ts";
import { sameConstant, valuesOf } from "./same-constant.ts";

/** A listing whose batch size is open. */
export interface Unified {
  readonly listing: Listing;
  /** Shape of every graph input and result. */
  readonly shapes: ReadonlyMap<Value, readonly Affine[]>;
}

const text = ({ dtype, shape }: Value) => `${dtype} [${shape}]`;

/**
 * One listing for every batch size, from listings of the same program at three (or more) sizes. They are walked side by
 * side: the same operations on the same operands, shapes and whole numbers on one line through the sizes, all other
 * numbers equal. Two sizes make the lines and the third must lie on them, so a coincidence at one size is found out. What
 * moves with the batch is computed from the shape of an input.
 *
 * @param graph The graph of the first listing; values of the result belong to it.
 * @throws NotSupportedError saying where the listings part.
 */
export function unify(graph: Graph, sizes: readonly number[], listings: readonly Listing[]): Unified {
  const [first, ...others] = listings as [Listing, ...Listing[]];
  const shapes = new Map<Value, readonly Affine[]>();
  const counterparts = new Map<Value, readonly Value[]>();
  const numbers = batchNumbers(graph, () => batchAxis(first, shapes));

  const shapeOf = (values: readonly Value[], what: string): readonly Affine[] => {
    const lines = fitVector(
      sizes,
      values.map(({ shape }) => shape),
    );
    return lines ?? refuseBatch(`${what} has the shapes ${values.map(text).join(", ")}`);
  };

  const pair = (values: readonly Value[], what: string): Value => {
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

  const operand = (values: readonly (Value | undefined)[], what: string): Value | undefined => {
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

  const across = <T>(choose: (listing: Listing) => T): T[] => listings.map(choose);
  if (others.some(({ lines }) => lines.length !== first.lines.length)) {
    refuseBatch(`it takes ${across(({ lines }) => lines.length).join(", ")} operations at sizes ${sizes.join(", ")}`);
  }
  for (const x of inputsOf(first))
    operand(
      across((listing) => inputNamed(listing, x)),
      "an input",
    );

  const lines = first.lines.map((line, at): Instruction => {
    const twins = across((listing) => listing.lines[at] as Instruction);
    const what = `operation ${at}`;
    if (twins.some(({ op }) => op !== line.op)) refuseBatch(`${what} is ${twins.map(({ op }) => op).join(", ")}`);
    if (twins.some((twin) => "body" in twin)) refuseBatch(`${what} is a loop`);
    const differs = (other: Instruction) =>
      JSON.stringify(other.attributes) !== JSON.stringify(line.attributes) ||
      other.inputs.length !== line.inputs.length ||
      other.outputs.length !== line.outputs.length;
    if (twins.some(differs)) refuseBatch(`${what} (${line.op}) is used in another way at another size`);
    const inputs = line.inputs.map((_, i) => {
      const values = twins.map((twin) => twin.inputs[i]);
      const shape = line.op === "Reshape" && i === 1 ? inferred(graph, sizes, values as Value[]) : undefined;
      return shape ?? operand(values, `operand ${i} of ${what} (${line.op})`);
    });
    line.outputs.forEach((_, i) => {
      pair(
        twins.map((twin) => twin.outputs[i] as Value),
        `result ${i} of ${what} (${line.op})`,
      );
    });
    return { ...line, inputs };
  });
  const outputs = first.outputs.map(([name], i): readonly [string, Value] => {
    const values = across(({ outputs: named }) => named[i]?.[1] as Value);
    const value = operand(values, `the output "${name}"`) as Value;
    if (!shapes.has(value)) shapes.set(value, shapeOf(values, `the output "${name}"`));
    return [name, value];
  });
  return { listing: { lines: [...numbers.lines, ...lines], outputs }, shapes };
}

/** Where one entry of a Reshape moves with the batch, ONNX can infer it: -1. */
function inferred(graph: Graph, sizes: readonly number[], shapes: readonly Value[]): Value | undefined {
  if (shapes.some(({ from }) => from.kind !== "constant")) return undefined;
  const entries = fitVector(sizes, shapes.map(valuesOf));
  if (entries?.filter((entry) => !isFixed(entry)).length !== 1) return undefined;
  const target = entries.map((entry) => (isFixed(entry) ? entry.offset : -1));
  return target.includes(0) ? undefined : graph.constant(target, [target.length], "int64");
}

/** Graph inputs of a listing, each once. */
function inputsOf({ lines, outputs }: Listing): Set<Value> {
  const all = [...lines.flatMap(({ inputs }) => inputs), ...outputs.map(([, value]) => value)];
  return new Set(all.filter((x) => x?.from.kind === "input") as Value[]);
}

const inputNamed = (listing: Listing, { from }: Value): Value | undefined =>
  [...inputsOf(listing)].find((x) => x.from.kind === "input" && from.kind === "input" && x.from.name === from.name);

/** An input with an axis as long as the batch. */
function batchAxis(listing: Listing, shapes: ReadonlyMap<Value, readonly Affine[]>): BatchAxis {
  for (const input of inputsOf(listing)) {
    const axis = shapes.get(input)?.findIndex(({ slope, offset }) => slope === 1 && offset === 0) ?? -1;
    if (axis >= 0) return { input, axis };
  }
  return refuseBatch("a shape depends on the batch size, but no input that is used has an axis of that length");
}
