import { describe, expect, it } from "vitest";
import { nodeTimes, operationTimes, type ProfileEvent } from "./node-times.mjs";

const run = (ts: number, dur: number): ProfileEvent => ({ name: "model_run", ts, dur, args: {} });
const kernel = (name: string, op: string, ts: number, dur: number): ProfileEvent => ({
  name: `${name}_kernel_time`,
  ts,
  dur,
  args: { op_name: op, node_index: "1", input_type_shape: [{ float: [2, 3] }], output_type_shape: [{ float: [3] }] },
});
const events = [
  run(0, 9000),
  kernel("a", "Gemm", 10, 8000),
  run(10_000, 5000),
  kernel("a", "Gemm", 10_100, 3000),
  kernel("b", "Relu", 13_200, 1000),
  run(20_000, 7000),
  kernel("a", "Gemm", 20_100, 5000),
  kernel("b", "Relu", 25_200, 1000),
];

describe("times of a profile", () => {
  it("are means per run over the runs behind the skipped ones, slowest node first", () => {
    const { runs, whole, nodes } = nodeTimes(events, { skip: 1 });
    expect([runs, whole]).toEqual([2, 6]);
    expect(nodes).toEqual([
      { node: "a", op: "Gemm", shapes: "[2,3] -> [3]", milliseconds: 4 },
      { node: "b", op: "Relu", shapes: "[2,3] -> [3]", milliseconds: 1 },
    ]);
  });

  it("count a loop's body once: the loop keeps what its body leaves", () => {
    const { nodes } = nodeTimes([
      run(0, 1000),
      kernel("body", "Mul", 200, 300),
      kernel("loop", "Scan", 100, 800),
      kernel("body", "Mul", 600, 250),
    ]);
    expect(nodes.map(({ node, milliseconds }) => [node, milliseconds])).toEqual([
      ["body", 0.55],
      ["loop", 0.25],
    ]);
  });

  it("need a run that is not skipped", () => {
    expect(() => nodeTimes(events, { skip: 3 })).toThrow("holds 3 runs, too few to leave out 3");
  });

  it("add up per operation", () => {
    expect(
      operationTimes([
        { op: "Mul", milliseconds: 1 },
        { op: "Gemm", milliseconds: 2 },
        { op: "Mul", milliseconds: 4 },
      ]),
    ).toEqual([
      { op: "Mul", nodes: 2, milliseconds: 5 },
      { op: "Gemm", nodes: 1, milliseconds: 2 },
    ]);
  });
});
