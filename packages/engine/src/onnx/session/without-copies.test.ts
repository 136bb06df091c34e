import { fromBinary } from "@bufbuild/protobuf";
import type { InferenceSession } from "onnxruntime-node";
import { beforeAll, describe, expect, it } from "vitest";
import { emit } from "../emit/emit.ts";
import { ModelProtoSchema } from "../generated/onnx_pb.ts";
import { createGraph } from "../graph/create-graph.ts";
import { cast, unary } from "../graph/elementwise.ts";
import type { Value } from "../graph/types.ts";
import { loadRuntime, type Runtime } from "./load-runtime.ts";
import { inPlace } from "./without-copies.ts";

let runtime: Runtime;
beforeAll(async () => {
  runtime = await loadRuntime();
});

/** A file whose output y is exp of the row of x that `index` names. */
function gatheredExp(): Uint8Array {
  const g = createGraph();
  const [x, index] = [g.input("x", [2, 3], "float32"), g.input("index", [1], "int32")];
  const [row] = g.node("Gather", [x, index], [{ shape: [1, 3], dtype: "float32" }], { axis: 0 }) as [Value];
  return emit(g, { y: unary(g, "Exp", cast(g, row, "float32")) }).bytes;
}
const feeds = (index: number) => ({
  x: new runtime.Tensor("float32", Float32Array.of(9, 9, 9, 0, 1, 2), [2, 3]),
  index: new runtime.Tensor("int32", Int32Array.of(index), [1]),
});
const outputsOf = (file: Uint8Array) => fromBinary(ModelProtoSchema, file).graph?.output.map(({ name }) => name);
const expected = [1, Math.E, Math.E ** 2];

describe("running into arrays of the caller", () => {
  it.each([
    ["few bytes: nothing changes in the file", 12, ["y"]],
    ["many bytes: the file gets a first output that ends the answer", 2 ** 20, ["without-copies", "y"]],
  ])("%s", async (_, bytes, outputs) => {
    const place = new Float32Array(3);
    const { file, run } = await inPlace(runtime, gatheredExp(), bytes);
    expect(outputsOf(file)).toEqual(outputs);
    const session = await runtime.InferenceSession.create(file, { intraOpNumThreads: 1, logSeverityLevel: 4 });
    const places = { y: new runtime.Tensor("float32", place, [1, 3]) };
    await run(session, feeds(1), places);
    place.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] as number, 5);
    });
    await expect(run(session, feeds(7), places)).rejects.toThrow(/indices element out of data bounds/);
    place.fill(0);
    await run(session, feeds(1), places);
    expect(place[2]).toBeCloseTo(expected[2] as number, 5);
    await session.release();
  });

  it("asks for nothing special where a binding can answer with a list, or fails before it has written", async () => {
    for (const answer of [async () => ({}), async () => Promise.reject(new Error("no lists here"))]) {
      const session = { run: answer, release: async () => {} } as unknown as InferenceSession;
      const other = { Tensor: runtime.Tensor, InferenceSession: { create: async () => session } } as unknown as Runtime;
      expect(outputsOf((await inPlace(other, gatheredExp(), 2 ** 20)).file)).toEqual(["y"]);
    }
  });
});
