import type { Cell } from "@elbo/program";
import type { Named } from "@elbo/spec";
import { reshape, stripExpand } from "../graph/arrange.ts";
import { padShape, sameShape, uniformOf } from "../graph/look.ts";
import { within } from "../graph/loop.ts";
import type { Graph, Value } from "../graph/types.ts";
import { symbol } from "../trace/symbol.ts";
import type { SymbolicBackend } from "../trace/symbolic-backend.ts";
import { gradientDepth, isolateTape } from "./isolate-tape.ts";
import { mapNamed, type RecordedStep } from "./recorded-step.ts";

/** One step of a sequence that is the same at each step: one number everywhere, or repeated along time. */
export function everyStep(g: Graph, sequence: Value): Value | undefined {
  const shape = sequence.shape.slice(1);
  const fill = uniformOf(sequence);
  if (fill !== undefined) return g.uniform(fill, shape, sequence.dtype);
  const source = stripExpand(sequence);
  const padded = padShape(source.shape, sequence.shape.length);
  return source !== sequence && padded[0] === 1 && sameShape(padded.slice(1), shape)
    ? reshape(g, source, shape)
    : undefined;
}

/** Does each state keep its shape and type? */
const steady = (before: Named<Value>, after: Named<Value>) =>
  Object.keys(before).length === Object.keys(after).length &&
  Object.entries(before).every(([name, { shape, dtype }]) => {
    const next = after[name];
    return next !== undefined && sameShape(next.shape, shape) && next.dtype === dtype;
  });

/** Runs `cell` once on symbols; undefined where it is no loop: states that change their shape, sequences of unlike length. */
export function recordStep(
  backend: SymbolicBackend,
  cell: Cell,
  init: Named<Value>,
  sequences: Named<Value>,
): RecordedStep | undefined {
  const g = backend.graph;
  const depth = backend.captured.depth;
  const time = Object.values(sequences)[0]?.shape[0] ?? 0;
  const even = Object.values(sequences).every(({ shape }) => shape[0] === time);
  if (!even || time < 2) return undefined;
  const states = mapNamed(init, ({ shape, dtype }, name) => g.slot(`${depth} state ${name}`, shape, dtype));
  const same = mapNamed(sequences, (x) => everyStep(g, x));
  const alike = Object.values(same).every((x) => x !== undefined);
  const [first] = Object.keys(sequences);
  const xs = mapNamed(sequences, (x, name) => {
    const constant = alike && name === first ? undefined : same[name];
    return constant ?? g.slot(`${depth} x ${name}`, x.shape.slice(1), x.dtype);
  });
  const tensors = (values: Named<Value>) => mapNamed(values, (x) => symbol(backend, x));
  const { result, captured } = backend.captured.watch(() =>
    isolateTape(gradientDepth() > 0 ? 1 : 0, () => {
      const { state, out } = cell(tensors(states), tensors(xs));
      return { next: mapNamed(state, (x) => backend.value(x)), out: mapNamed(out, (x) => backend.value(x)) };
    }),
  );
  if (!steady(states, result.next)) return undefined;
  const slots = [...Object.values(states), ...Object.values(xs)].filter(({ from }) => from.kind === "slot");
  const nodes = within({ slots, results: [...Object.values(result.next), ...Object.values(result.out)] }).length;
  return { cell, depth, time, states, xs, ...result, captured, nodes };
}
