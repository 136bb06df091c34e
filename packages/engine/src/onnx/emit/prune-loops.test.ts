import { describe, expect, it } from "vitest";
import { createGraph } from "../graph/create-graph.ts";
import { add, mul, unary } from "../graph/elementwise.ts";
import { loop, loopOf } from "../graph/loop.ts";
import type { Value } from "../graph/types.ts";
import { pruneLoops } from "./prune-loops.ts";
import { schedule } from "./schedule.ts";

const g = createGraph();
const slot = (name: string) => g.slot(name, [2], "float32");
const input = (name: string, shape: readonly number[]) => g.input(name, shape, "float32");
const [a, b, x, y] = ["a", "b", "x", "y"].map(slot) as [Value, Value, Value, Value];
const weight = unary(g, "Exp", input("w", [2]));

/** a' = w a + x, b' = b + a, and the steps' exp(x), tanh(b), y. */
const made = loop(g, {
  initial: [input("a0", [2]), input("b0", [2])],
  sequences: [input("xs", [3, 2]), input("ys", [3, 2])],
  body: {
    slots: [a, b, x, y],
    results: [add(g, mul(g, weight, a), x), add(g, b, a), unary(g, "Exp", x), unary(g, "Tanh", b), mul(g, y, y)],
  },
});

const pruned = (...results: readonly Value[]) => {
  const lines = pruneLoops(schedule(results), results);
  const line = lines.find(({ op }) => op === "Scan");
  if (line === undefined) throw new Error("no loop");
  return { ...loopOf(line), outputs: line.outputs, ops: lines.map(({ op }) => op) };
};
const at = (i: number) => made[i] as Value;

describe("pruneLoops", () => {
  it("keeps everything where everything is asked for", () => {
    expect(pruned(...made)).toMatchObject({ outputs: made, ops: ["Exp", "Scan"] });
  });
  it("drops states and sequences that no needed result depends on, and what only they took from outside", () => {
    const { outputs, body, sequences, ops } = pruned(at(2));
    expect(outputs).toEqual([at(2)]);
    expect(body.slots).toEqual([x]);
    expect(sequences.map(({ from }) => from)).toEqual([{ kind: "input", name: "xs" }]);
    expect(ops).toEqual(["Scan"]);
  });
  it("keeps a state for another state's sake", () => {
    const { outputs, body } = pruned(at(3));
    expect(outputs).toEqual([at(0), at(1), at(3)]);
    expect(body.slots).toEqual([a, b, x]);
    expect(pruned(at(0)).body.slots).toEqual([a, x]);
  });
  it("leaves a sequence to count the steps", () => {
    const [last] = loop(g, {
      initial: [input("c0", [2])],
      sequences: [input("zs", [3, 2])],
      body: { slots: [a, x], results: [add(g, a, a), unary(g, "Exp", x)] },
    }) as [Value];
    expect(pruned(last).sequences).toHaveLength(1);
  });
});
