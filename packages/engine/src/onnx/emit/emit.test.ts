import { fromBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ModelProtoSchema } from "../generated/onnx_pb.ts";
import { reshape } from "../graph/arrange.ts";
import { createGraph } from "../graph/create-graph.ts";
import { add, compare, elementwise, mul, unary } from "../graph/elementwise.ts";
import { matMul } from "../graph/product.ts";
import { log } from "../graph/special.ts";
import type { Value } from "../graph/types.ts";
import { constantBytes } from "./constant-bytes.ts";
import { emit } from "./emit.ts";

const read = (graph: ReturnType<typeof createGraph>, outputs: Record<string, Value>) => {
  const { bytes, inputs, nodes } = emit(graph, outputs);
  const file = fromBinary(ModelProtoSchema, bytes);
  return { file, inputs, nodes, ops: file.graph?.node.map((node) => node.opType) };
};

const start = () => {
  const g = createGraph();
  return {
    g,
    x: g.input("x", [4, 3], "float32"),
    w: g.input("w", [3, 2], "float32"),
    b: g.input("b", [2], "float32"),
  };
};

describe("writing ONNX", () => {
  it("writes what the outputs need, in order, with inputs, shapes and versions", () => {
    const { g, x, w } = start();
    unary(g, "Sin", x);
    const { file, inputs, nodes, ops } = read(g, { y: unary(g, "Exp", matMul(g, x, w)) });
    expect(ops).toEqual(["Gemm", "Exp"]);
    expect(nodes).toBe(2);
    expect(inputs).toEqual(["x", "w"]);
    expect(file.irVersion).toBe(10n);
    expect(file.opsetImport[0]?.version).toBe(21n);
    const type = file.graph?.output[0]?.type?.value;
    expect(file.graph?.output[0]?.name).toBe("y");
    expect(type?.case === "tensorType" && type.value.shape?.dim.map((d) => d.value.value)).toEqual([4n, 2n]);
  });

  it("gives an output that is an input, a constant or another output a copy of its own", () => {
    const { g, x } = start();
    const y = unary(g, "Exp", x);
    const { file, ops } = read(g, { y, again: y, input: x, one: g.uniform(1, [2], "float32") });
    expect(ops).toEqual(["Exp", "Identity", "Identity", "Identity"]);
    expect(file.graph?.output.map(({ name }) => name)).toEqual(["y", "again", "input", "one"]);
  });

  it("adds a bias inside the product, unless the product is used elsewhere or would grow", () => {
    const { g, x, w, b } = start();
    const product = matMul(g, x, w);
    expect(read(g, { y: add(g, product, b) }).ops).toEqual(["Gemm"]);
    expect(read(g, { y: add(g, b, product) }).ops).toEqual(["Gemm"]);
    expect(read(g, { y: add(g, product, b), product }).ops).toEqual(["Gemm", "Add"]);
    const wider = g.input("wider", [5, 4, 2], "float32");
    expect(read(g, { y: add(g, product, wider) }).ops).toEqual(["Gemm", "Add"]);
  });

  it("adds a bias per channel inside a convolution, and asks the activation, not its operand, for its sign", () => {
    const g = createGraph();
    const [x, w] = [g.input("x", [2, 1, 4, 4], "float32"), g.input("w", [3, 1, 1, 1], "float32")];
    const [y] = g.node("Conv", [x, w], [{ shape: [2, 3, 4, 4], dtype: "float32" }]) as [Value];
    const bias = g.input("b", [3], "float32");
    const sum = add(g, y, reshape(g, bias, [1, 3, 1, 1]));
    const h = unary(g, "Relu", sum);
    const mask = compare(g, "Greater", sum, g.uniform(0, [], "float32"));
    const { file, ops } = read(g, { h, mask });
    expect(ops?.filter((op) => op !== "Reshape")).toEqual(["Conv", "Relu", "Greater"]);
    expect(file.graph?.node.find(({ opType }) => opType === "Conv")?.input).toEqual(["x", "w", "b"]);
    expect(file.graph?.node.find(({ opType }) => opType === "Greater")?.input[0]).toBe("h");
  });

  it("turns a large left operand once, for all products that take its transpose", () => {
    const g = createGraph();
    const [a, b] = [g.input("a", [256, 128], "float32"), g.input("b", [256, 129], "float32")];
    const [other, small] = [g.input("other", [256, 200], "float32"), g.input("small", [256, 8], "float32")];
    const transposed = ["Reshape", "Transpose", "Reshape", "Gemm"];
    expect(read(g, { y: matMul(g, a, b, true) }).ops).toEqual(transposed);
    expect(read(g, { y: matMul(g, a, b, true), again: matMul(g, a, other, true) }).ops).toEqual([
      ...transposed,
      "Gemm",
    ]);
    expect(read(g, { y: matMul(g, small, b, true) }).ops).toEqual(["Gemm"]);
    expect(read(g, { y: matMul(g, a, small, true) }).ops).toEqual(["Gemm"]);
    expect(read(g, { y: matMul(g, small, other, true) }).ops).toEqual(["Gemm"]);
  });

  it("replaces a sigmoid only where something needs its small values", () => {
    const { g, x } = start();
    const sigmoid = unary(g, "Sigmoid", x);
    expect(read(g, { y: mul(g, sigmoid, x) }).ops).toEqual(["Sigmoid", "Mul"]);
    expect(read(g, { y: elementwise(g, "Div", [x, sigmoid]) }).ops).toEqual(["Neg", "Exp", "Add", "Reciprocal", "Div"]);
    expect(read(g, { y: log(g, sigmoid) }).ops).not.toContain("Reciprocal");
  });

  it("writes constants as little-endian bytes of their type", () => {
    expect([...constantBytes({ uniform: 1 }, [2], "float32")]).toEqual([0, 0, 128, 63, 0, 0, 128, 63]);
    expect([...constantBytes({ values: [-1] }, [1], "int32")]).toEqual([255, 255, 255, 255]);
    expect([...constantBytes({ values: [2] }, [1], "int64")]).toEqual([2, 0, 0, 0, 0, 0, 0, 0]);
    expect([...constantBytes({ values: [0, 5] }, [2], "bool")]).toEqual([0, 1]);
  });
});
