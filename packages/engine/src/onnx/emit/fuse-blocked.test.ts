import { fromBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ModelProtoSchema } from "../generated/onnx_pb.ts";
import { reshape } from "../graph/arrange.ts";
import { createGraph } from "../graph/create-graph.ts";
import { add, unary } from "../graph/elementwise.ts";
import type { Graph, Value } from "../graph/types.ts";
import { blockedForward, blockedSpread } from "../kernels/blocked-convolutions.ts";
import type { Plan } from "../kernels/convolution-plan.ts";
import { emit } from "./emit.ts";

const plan: Plan = {
  input: [8, 8],
  output: [4, 4],
  kernel: [4, 4],
  strides: [2, 2],
  dilations: [1, 1],
  pads: [1, 1, 1, 1],
};

function start(): { g: Graph; image: Value; small: Value; filter: Value; bias: Value } {
  const g = createGraph({ blocked: 16 });
  return {
    g,
    image: g.input("image", [2, 8, 8, 16], "float32"),
    small: g.input("small", [2, 4, 4, 16], "float32"),
    filter: g.input("filter", [4, 4, 16, 16], "float32"),
    bias: g.input("bias", [16], "float32"),
  };
}

/** The last convolution of the file, and the operations of the standard and of the runtime that follow it. */
function written(g: Graph, outputs: Record<string, Value>) {
  const nodes = fromBinary(ModelProtoSchema, emit(g, outputs).bytes).graph?.node ?? [];
  const at = nodes.findLastIndex(({ opType }) => opType === "Conv");
  const activation = nodes[at]?.attribute.find(({ name }) => name === "activation");
  return {
    operands: nodes[at]?.input.length,
    activation: activation && new TextDecoder().decode(activation.s),
    after: nodes.slice(at + 1).map(({ opType }) => opType),
    before: nodes.slice(0, at).map(({ opType }) => opType),
  };
}

describe("blocked convolutions", () => {
  it("take their bias and relu in", () => {
    const { g, image, filter, bias } = start();
    const convolved = blockedForward(g, image, filter, plan) as Value;
    expect(written(g, { y: unary(g, "Relu", add(g, convolved, bias)) })).toMatchObject({
      operands: 3,
      activation: "Relu",
      after: ["ReorderOutput"],
    });
  });

  it("repeat the bias over the phases of a transposed convolution", () => {
    const { g, small, filter, bias } = start();
    const spread = blockedSpread(g, small, filter, plan) as Value;
    const found = written(g, { y: unary(g, "Relu", add(g, bias, spread)) });
    expect(found).toMatchObject({ operands: 3, activation: "Relu", after: ["Reshape", "Gather", "Reshape"] });
    expect(found.before).toContain("Tile");
  });

  it("repeat a bias once where two of them share it, as a decoder run twice does", () => {
    const { g, small, filter, bias } = start();
    const again = g.input("again", [2, 4, 4, 16], "float32");
    const y = (x: Value) => add(g, blockedSpread(g, x, filter, plan) as Value, bias);
    const found = written(g, { y: y(small), z: y(again) });
    expect(found.operands).toBe(3);
    expect([...found.before, ...found.after].filter((op) => op === "Tile")).toHaveLength(1);
  });

  it("leave alone what is used elsewhere, what is no bias, and what comes after the relu", () => {
    const { g, image, filter, bias } = start();
    const convolved = blockedForward(g, image, filter, plan) as Value;
    expect(written(g, { y: add(g, convolved, bias), convolved }).operands).toBe(2);
    expect(written(g, { y: add(g, convolved, g.input("row", [4, 16], "float32")) }).operands).toBe(2);
    const rows = reshape(g, convolved, [2, 4, 64]);
    expect(written(g, { y: add(g, rows, g.input("wide", [64], "float32")) }).operands).toBe(2);
    const active = unary(g, "Relu", convolved);
    expect(written(g, { y: add(g, active, bias) })).toMatchObject({ operands: 2, activation: "Relu" });
  });
});
