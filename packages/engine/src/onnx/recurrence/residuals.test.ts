import { describe, expect, it } from "vitest";
import { split } from "../graph/arrange.ts";
import { createGraph } from "../graph/create-graph.ts";
import { add, div, mul, sub, unary } from "../graph/elementwise.ts";
import type { Value } from "../graph/types.ts";
import { residuals } from "./residuals.ts";

const g = createGraph();
const slot = (name: string, shape = [2, 4]) => g.slot(name, shape, "float32");
const [h, x, d] = ["h", "x", "d"].map((name) => slot(name)) as [Value, Value, Value];

describe("residuals", () => {
  it("are what the backward step cannot have for a few additions", () => {
    const bent = unary(g, "Tanh", add(g, h, x));
    const gap = sub(g, h, bent);
    const known = new Set([h, x, add(g, h, x), bent, gap]);
    const uses = [gap, bent, h].map((y) => mul(g, d, y));
    expect(residuals(uses, [d], known)).toEqual([h, bent]);
    expect(residuals(uses.slice(0, 2), [d], known)).toEqual([bent, gap]);
  });
  it("keep the whole of which pieces are used, where the whole is needed anyway", () => {
    const gates = unary(g, "Sigmoid", x);
    const [left, right] = split(g, gates, [2, 2], 1) as [Value, Value];
    const e = slot("e", [2, 2]);
    const known = new Set([x, gates, left, right]);
    expect(residuals([mul(g, d, gates), mul(g, e, right)], [d, e], known)).toEqual([gates]);
    expect(residuals([mul(g, e, right)], [e], known)).toEqual([right]);
  });
  it("leave out what only the cotangents and values from outside decide", () => {
    const outside = g.input("w", [2, 4], "float32");
    expect(residuals([mul(g, d, outside)], [d], new Set([h, x]))).toEqual([]);
  });
  it("are a sigmoid's operand where something divides by the sigmoid", () => {
    const raised = add(g, h, x);
    const sigmoid = unary(g, "Sigmoid", raised);
    const known = new Set([h, x, raised, sigmoid]);
    expect(residuals([div(g, d, sigmoid)], [d], known)).toEqual([raised]);
    expect(residuals([mul(g, d, sigmoid)], [d], known)).toEqual([sigmoid]);
  });
});
