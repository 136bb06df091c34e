import type { Listing } from "../emit/encode.ts";
import type { Instruction } from "../emit/instruction.ts";
import type { Graph, Value } from "../graph/types.ts";
import type { Affine } from "./affine.ts";
import { type BatchAxis, batchNumbers } from "./batch-numbers.ts";
import { createPairing, inferredShape } from "./pairing.ts";
import { refuseBatch } from "./refuse.ts";

/** A listing whose batch size is open. */
export interface Unified {
  readonly listing: Listing;
  /** Shape of every graph input, result, and value that a loop gives its body. */
  readonly shapes: ReadonlyMap<Value, readonly Affine[]>;
}

/**
 * One listing for every batch size, from listings of the same program at three (or more) sizes. They are walked side by
 * side, bodies of loops included: the same operations on the same operands, shapes and whole numbers on one line through
 * the sizes, all other numbers equal. Two sizes make the lines and the third must lie on them, so a coincidence at one size
 * is found out. What moves with the batch is computed from the shape of an input.
 *
 * @param graph The graph of the first listing; values of the result belong to it.
 * @throws NotSupportedError saying where the listings part.
 */
export function unify(graph: Graph, sizes: readonly number[], listings: readonly Listing[]): Unified {
  const [whole] = listings as [Listing, ...Listing[]];
  const numbers = batchNumbers(graph, () => batchAxis(whole, pairing.shapes));
  const pairing = createPairing(sizes, numbers);
  const outputShapes = new Map<Value, readonly Affine[]>();

  const walk = (twins: readonly Listing[], scope: string): Listing => {
    const [first] = twins as [Listing, ...Listing[]];
    if (twins.some(({ lines }) => lines.length !== first.lines.length)) {
      const counts = twins.map(({ lines }) => lines.length).join(", ");
      refuseBatch(`${scope}it takes ${counts} operations at sizes ${sizes.join(", ")}`);
    }
    const lines = first.lines.map((_, at) =>
      line(
        twins.map((twin) => twin.lines[at] as Instruction),
        `${scope}operation ${at}`,
      ),
    );
    const outputs = first.outputs.map(([name], i): readonly [string, Value] => {
      const values = twins.map((twin) => twin.outputs[i]?.[1] as Value);
      const what = `${scope}the output "${name}"`;
      const value = pairing.operand(values, what) as Value;
      outputShapes.set(value, pairing.shapeOf(values, what));
      return [name, value];
    });
    return { lines, outputs };
  };

  const line = (twins: readonly Instruction[], what: string): Instruction => {
    const [first] = twins as [Instruction, ...Instruction[]];
    const { op } = first;
    if (twins.some((twin) => twin.op !== op)) refuseBatch(`${what} is ${twins.map((twin) => twin.op).join(", ")}`);
    const differs = (twin: Instruction) =>
      JSON.stringify(twin.attributes) !== JSON.stringify(first.attributes) ||
      twin.inputs.length !== first.inputs.length ||
      twin.outputs.length !== first.outputs.length;
    if (twins.some(differs)) refuseBatch(`${what} (${op}) is used in another way at another size`);
    const inputs = first.inputs.map((_, i) => {
      const values = twins.map((twin) => twin.inputs[i]);
      const shape = op === "Reshape" && i === 1 ? inferredShape(graph, sizes, values as Value[]) : undefined;
      return shape ?? pairing.operand(values, `operand ${i} of ${what} (${op})`);
    });
    const made = (of: (twin: Instruction) => readonly Value[], thing: string) =>
      of(first).map((_, i) =>
        pairing.pair(
          twins.map((twin) => of(twin)[i] as Value),
          `${thing} ${i} of ${what} (${op})`,
        ),
      );
    const body = bodyOf(twins, what, made);
    made(({ outputs }) => outputs, "result");
    return { ...first, inputs, ...(body && { body }) };
  };

  const bodyOf = (
    twins: readonly Instruction[],
    what: string,
    made: (of: (twin: Instruction) => readonly Value[], thing: string) => Value[],
  ): Instruction["body"] => {
    const bodies = twins.map(({ body }) => body).filter((body) => body !== undefined);
    if (bodies.length === 0) return undefined;
    if (bodies.some(({ slots }) => slots.length !== bodies[0]?.slots.length)) {
      refuseBatch(`${what} loops over other values at another size`);
    }
    const slots = made(({ body }) => body?.slots ?? [], "value");
    return { slots, ...walk(bodies, `in the loop of ${what}, `) };
  };

  for (const x of inputsOf(whole)) {
    pairing.operand(
      listings.map((listing) => inputNamed(listing, x)),
      "an input",
    );
  }
  const { lines, outputs } = walk(listings, "");
  return {
    listing: { lines: [...numbers.lines, ...lines], outputs },
    shapes: new Map([...outputShapes, ...pairing.shapes]),
  };
}

/** Graph inputs of a listing and of its loops, each once. */
export function inputsOf({ lines, outputs }: Listing): Set<Value> {
  const all = [...lines.flatMap(({ inputs }) => inputs), ...outputs.map(([, value]) => value)];
  const inside = lines.flatMap(({ body }) => (body === undefined ? [] : [...inputsOf(body)]));
  return new Set([...all, ...inside].filter((x) => x?.from.kind === "input") as Value[]);
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
