import { describe, expect, it } from "vitest";
import { concat, expand, pick, reshape, reverse, slice, split, tile, transpose } from "./arrange.ts";
import { createGraph } from "./create-graph.ts";
import { add, cast, div, elementwise, mul, sub, unary } from "./elementwise.ts";
import { madeBy, uniformOf } from "./look.ts";
import { matMul } from "./product.ts";
import { reduce } from "./reduce.ts";

const start = () => {
  const g = createGraph();
  return { g, x: g.input("x", [2, 3, 4], "float32"), y: g.input("y", [2, 3, 4], "float32") };
};

describe("the graph", () => {
  it("knows what it has: inputs, constants and nodes exist once", () => {
    const { g, x } = start();
    expect(g.input("x", [2, 3, 4], "float32")).toBe(x);
    expect(unary(g, "Exp", x)).toBe(unary(g, "Exp", x));
    expect(g.constant([1, 2], [2], "float32")).toBe(g.constant(Float32Array.of(1, 2), [2], "float32"));
    expect(g.constant([1, 2], [2], "float32")).not.toBe(g.constant([1, 2], [2], "int32"));
    expect(g.constant([1, 2], [2], "float32")).not.toBe(g.constant([1, 3], [2], "float32"));
    expect(g.size).toBe(1);
  });

  it("keeps a constant that is one number everywhere as that number; 0 and -0 are two", () => {
    const { g } = start();
    expect(uniformOf(g.constant([3, 3], [2], "float32"))).toBe(3);
    expect(uniformOf(g.constant([3, 4], [2], "float32"))).toBeUndefined();
    expect(g.uniform(0, [], "float32")).not.toBe(g.uniform(-0, [], "float32"));
    expect(uniformOf(g.uniform(0.1, [], "float32"))).toBe(Math.fround(0.1));
  });

  it("folds constants, and leaves out neutral operands", () => {
    const { g, x } = start();
    const two = g.uniform(2, [3, 4], "float32");
    expect(uniformOf(unary(g, "Exp", two))).toBe(Math.fround(Math.exp(2)));
    expect(uniformOf(reduce(g, "ReduceSum", two, [0, 1], false))).toBe(24);
    expect(uniformOf(reduce(g, "ReduceMean", two, [1], true))).toBe(2);
    const zero = g.uniform(0, [], "float32");
    const one = g.uniform(1, [], "float32");
    for (const same of [add(g, x, zero), add(g, zero, x), sub(g, x, zero), mul(g, one, x), div(g, x, one)]) {
      expect(same).toBe(x);
    }
    expect(cast(g, x, "float32")).toBe(x);
    expect(g.size).toBe(0);
  });

  it("lets transposes meet and cancel, through elementwise work and sums", () => {
    const { g, x, y } = start();
    const perm = [2, 0, 1];
    const back = [1, 2, 0];
    expect(transpose(g, transpose(g, x, perm), back)).toBe(x);
    const both = add(g, unary(g, "Exp", transpose(g, x, perm)), transpose(g, y, perm));
    expect(transpose(g, both, back)).toBe(add(g, unary(g, "Exp", x), y));
    const channel = g.input("b", [3], "float32");
    expect(madeBy(transpose(g, add(g, transpose(g, x, perm), channel), back), "Add")).toBeDefined();
    const summed = reduce(g, "ReduceSum", transpose(g, x, perm), [0, 1], false);
    expect(summed).toBe(reduce(g, "ReduceSum", x, [0, 2], false));
    expect(madeBy(transpose(g, g.input("thin", [1, 3, 1], "float32"), [2, 1, 0]), "Transpose")).toBeUndefined();
  });

  it("keeps what lies between two convolutions in NCHW, and gives operands one rank where the last axis is 1", () => {
    const g = createGraph();
    const first = g.input("c", [2, 3, 4, 5], "float32");
    const image = transpose(g, first, [0, 2, 3, 1]);
    const other = g.input("d", [2, 4, 5, 3], "float32");
    const sum = add(g, image, other);
    expect(transpose(g, sum, [0, 3, 1, 2])).toBe(add(g, first, transpose(g, other, [0, 3, 1, 2])));
    const grey = g.input("grey", [2, 4, 5, 1], "float32");
    const scaled = madeBy(mul(g, grey, g.uniform(2, [], "float32")), "Mul");
    expect(scaled?.inputs.map((x) => x?.shape)).toEqual([
      [2, 4, 5, 1],
      [1, 1, 1, 1],
    ]);
  });

  it("sees through broadcasts: elementwise work and sums happen before them", () => {
    const { g } = start();
    const row = g.input("row", [1, 4], "float32");
    const wide = expand(g, row, [3, 4]);
    expect(unary(g, "Exp", wide)).toBe(expand(g, unary(g, "Exp", row), [3, 4]));
    const sum = reduce(g, "ReduceSum", wide, [0], true);
    expect(sum).toBe(mul(g, row, g.uniform(3, [], "float32")));
    expect(tile(g, row, [3, 1])).toBe(wide);
  });

  it("cuts what it joined for nothing, and moves nothing that stays", () => {
    const { g, x, y } = start();
    expect(split(g, concat(g, [x, y], 1), [3, 3], 1)).toEqual([x, y]);
    expect(slice(g, x, [0, 0, 0], [2, 3, 4])).toBe(x);
    expect(reshape(g, reshape(g, x, [24]), [2, 3, 4])).toBe(x);
    expect(reverse(g, g.input("one", [1, 4], "float32"), [0]).from.kind).toBe("input");
    expect(pick(g, x, [0, 2, 0], [2, -1, 4], [1, -2, 1]).shape).toEqual([2, 2, 4]);
  });

  it("takes transposes of matrices into the product", () => {
    const { g } = start();
    const [a, b] = [g.input("a", [3, 2], "float32"), g.input("w", [5, 3], "float32")];
    const product = madeBy(matMul(g, transpose(g, a, [1, 0]), b, false, true), "Gemm");
    expect(product?.inputs).toEqual([a, b]);
    expect(product?.attributes).toEqual({ transA: 1, transB: 1 });
  });

  it("names the type of what it makes", () => {
    const { g, x } = start();
    expect(elementwise(g, "IsNaN", [x], "bool").dtype).toBe("bool");
    expect(add(g, cast(g, x, "int32"), x).dtype).toBe("float32");
  });
});
