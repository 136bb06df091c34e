import type { Named } from "@elbo/spec";
import { expand, reshape } from "../graph/arrange.ts";
import { add, like, mul } from "../graph/elementwise.ts";
import { loop, within } from "../graph/loop.ts";
import type { Graph, Value } from "../graph/types.ts";
import type { SymbolicBackend } from "../trace/symbolic-backend.ts";
import type { ForwardLoop } from "./forward-loop.ts";
import { everyStep } from "./record-step.ts";
import { mapNamed, type RecordedStep } from "./recorded-step.ts";
import { residuals } from "./residuals.ts";
import { type StepGradients, stepGradients } from "./step-gradients.ts";
import { sumOverTime } from "./weight-gradients.ts";

/** Gradients of a recurrence; undefined: nothing leads there. */
export interface LoopGradients {
  readonly init: Named<Value | undefined>;
  readonly sequences: Named<Value | undefined>;
  readonly captured: readonly (Value | undefined)[];
}

const floats = (values: Named<Value>): Named<Value> =>
  Object.fromEntries(Object.entries(values).filter(([, { dtype }]) => dtype === "float32"));
const isSlot = ({ from }: Value) => from.kind === "slot";
const present = (xs: readonly (Value | undefined)[]) => xs.filter((x) => x !== undefined) as Value[];

/**
 * The gradient of a recurrence as a loop from the last step to the first: it carries the gradients to the states, and
 * adds up those to what the cell captured, unless one product after the loop gives their sum.
 */
export function backwardLoop(
  backend: SymbolicBackend,
  step: RecordedStep,
  forward: ForwardLoop,
  dState: Named<Value>,
  dOut: Named<Value>,
): LoopGradients {
  const g = backend.graph;
  const slot = (role: string, x: Value, name: string) => g.slot(`${step.depth} ${role} ${name}`, x.shape, x.dtype);
  const carried = mapNamed(floats(step.next), (x, name) => slot("d state", x, name));
  const given = mapNamed(floats(step.out), (x, name) => everyStep(g, dOut[name] as Value) ?? slot("d out", x, name));
  const found = stepGradients(backend, step, carried, given);
  const overTime = new Map(forward.overTime);
  for (const [name, x] of Object.entries(given)) if (isSlot(x)) overTime.set(x, dOut[name] as Value);
  const cotangents = Object.values(given).filter(isSlot);
  const wanted = present([...Object.values(found.states), ...Object.values(found.xs), ...found.captured]);
  const kept = residuals(wanted, [...Object.values(carried), ...cotangents], new Set(forward.overTime.keys()));
  const read = [...cotangents, ...kept];
  const sequences = read.length > 0 ? read : Object.values(step.xs).filter(isSlot).slice(0, 1);
  return assemble(g, step, { found, carried, dState, overTime, sequences });
}

function assemble(
  g: Graph,
  { depth, time }: RecordedStep,
  parts: {
    readonly found: StepGradients;
    readonly carried: Named<Value>;
    readonly dState: Named<Value>;
    readonly overTime: ReadonlyMap<Value, Value>;
    readonly sequences: readonly Value[];
  },
): LoopGradients {
  const { found, carried, dState, overTime, sequences } = parts;
  const names = Object.keys(carried);
  const slots = [...Object.values(carried), ...sequences];
  const wanted = present([...Object.values(found.states), ...Object.values(found.xs), ...found.captured]);
  const inside = new Set([...slots, ...within({ slots, results: wanted }).flatMap(({ outputs }) => outputs)]);
  const varies = (x: Value) => inside.has(x);
  const kept = new Set([...overTime.keys(), ...present(Object.values(found.xs)).filter(varies)]);
  const summed = () => found.captured.map((x) => x && sumOverTime(g, x, varies, (y) => kept.has(y)));
  for (const needed of summed().flatMap((sum) => sum?.needs ?? [])) kept.add(needed);
  const sums = summed();
  const added = found.captured.flatMap((x, i) => (x !== undefined && varies(x) && !sums[i] ? [x] : []));
  const totals = added.map((x, i) => g.slot(`${depth} sum ${i}`, x.shape, x.dtype));
  const stacked = [...present(Object.values(found.xs)), ...sums.flatMap((sum) => sum?.needs ?? [])];
  const asked = [...new Set(stacked.filter((x) => varies(x) && !overTime.has(x)))];
  const made = loop(g, {
    initial: [...names.map((name) => dState[name] as Value), ...totals.map((x) => g.uniform(0, x.shape, x.dtype))],
    sequences: sequences.map((x) => overTime.get(x) as Value),
    body: {
      slots: [...Object.values(carried), ...totals, ...sequences],
      results: [
        ...names.map((name) => found.states[name] ?? g.uniform(0, (carried[name] as Value).shape, "float32")),
        ...added.map((x, i) => add(g, totals[i] as Value, x)),
        ...asked,
      ],
    },
    reverse: true,
  });
  const results = new Map(asked.map((x, i) => [x, made[names.length + added.length + i] as Value]));
  const all = (x: Value) =>
    overTime.get(x) ?? results.get(x) ?? expand(g, reshape(g, x, [1, ...x.shape]), [time, ...x.shape]);
  const total = (x: Value | undefined, i: number) => {
    if (x === undefined) return undefined;
    if (!varies(x)) return mul(g, x, like(g, x, time));
    return sums[i]?.finish(all) ?? made[names.length + added.indexOf(x)];
  };
  return {
    init: Object.fromEntries(names.map((name, i) => [name, made[i]])),
    sequences: mapNamed(found.xs, (x) => (x === undefined ? undefined : all(x))),
    captured: found.captured.map(total),
  };
}
