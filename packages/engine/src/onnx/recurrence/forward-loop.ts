import type { Named } from "@elbo/spec";
import { loop, within } from "../graph/loop.ts";
import type { Graph, Value } from "../graph/types.ts";
import type { RecordedStep } from "./recorded-step.ts";

/** A recurrence in the graph. */
export interface ForwardLoop {
  readonly state: Named<Value>;
  /** `[time, ...]` each. */
  readonly out: Named<Value>;
  /** What a step knows -> the same over all steps, `[time, ...]`: what is not asked for is not kept. */
  readonly overTime: ReadonlyMap<Value, Value>;
}

/** Records the loop of a step, with everything that it computes as a result that its gradient may ask for. */
export function forwardLoop(g: Graph, step: RecordedStep, init: Named<Value>, sequences: Named<Value>): ForwardLoop {
  const names = Object.keys(step.states);
  const read = Object.keys(step.xs).filter((name) => step.xs[name]?.from.kind === "slot");
  const pick = (from: Named<Value>, keys: readonly string[]) => keys.map((key) => from[key] as Value);
  const states = pick(step.states, names);
  const slots = [...states, ...pick(step.xs, read)];
  const next = pick(step.next, names);
  const outs = Object.values(step.out);
  const inner = within({ slots, results: [...next, ...outs] }).flatMap(({ outputs }) => outputs);
  const stacked = [...outs, ...new Set([...states, ...inner].filter((x) => !outs.includes(x)))];
  const made = loop(g, {
    initial: pick(init, names),
    sequences: pick(sequences, read),
    body: { slots, results: [...next, ...stacked] },
  });
  const overTime = new Map(stacked.map((x, i) => [x, made[names.length + i] as Value]));
  for (const name of read) overTime.set(step.xs[name] as Value, sequences[name] as Value);
  return {
    state: Object.fromEntries(names.map((name, i) => [name, made[i] as Value])),
    out: Object.fromEntries(Object.keys(step.out).map((name, i) => [name, made[names.length + i] as Value])),
    overTime,
  };
}
