import { fromBinary } from "@bufbuild/protobuf";
import { constant } from "@elbo/program";
import { type Arena, NotSupportedError, type Program, type Shape } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import * as runtime from "onnxruntime-node";
import { beforeAll, describe, expect, it } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { initialiseArena } from "../../arena/initialise-arena.ts";
import { cpuEngine } from "../../eager/cpu-engine.ts";
import { ModelProtoSchema } from "../generated/onnx_pb.ts";
import { exportProgram } from "./export-program.ts";

let arena: Arena;
beforeAll(useCpu);
beforeAll(() => {
  arena = createArena({ net: { w: { shape: [3, 2], init: constant(0.5) } } });
  initialiseArena(arena, { seed: 1n });
});

type Body = (x: tf.Tensor, batch: number, w: tf.Tensor) => tf.Tensor;

/** A program of one input `x` `[batch, ...event]`. */
const requestOf =
  (body: Body, event: Shape = [3]) =>
  (batch: number) => {
    const program: Program = ({ net }, { x }) => ({
      y: body(x as tf.Tensor, batch, (net as unknown as { w: tf.Tensor }).w),
    });
    return {
      program,
      signature: { inputs: { x: { shape: [batch, ...event], dtype: "float32" as const } }, training: false },
    };
  };

const exported = (body: Body, event?: Shape) => exportProgram(requestOf(body, event), arena, { title: "test" });

/** Runs the file and `cpu` at several sizes, 1 among them. */
async function agree(body: Body, event: Shape = [3]) {
  const { bytes, ports } = exported(body, event);
  const session = await runtime.InferenceSession.create(bytes);
  for (const batch of [1, 2, 5]) {
    const size = batch * event.reduce((a, b) => a * b, 1);
    const x = Float32Array.from({ length: size }, (_, i) => Math.sin(3 * i + batch));
    const { program, signature } = requestOf(body, event)(batch);
    const compiled = await cpuEngine.compile(program, signature, arena);
    const { y: expected } = await compiled.run({ x }, { seed: 1n, step: 0 });
    const { y } = await session.run({ x: new runtime.Tensor("float32", x, [batch, ...event]) });
    expect(y?.dims).toEqual(compiled.outputs.y?.shape);
    expectClose(y?.data as Float32Array, expected as Float32Array, 1e-6);
    compiled.dispose();
  }
  return ports.find(({ kind }) => kind === "output")?.shape;
}

describe("what moves with the batch", () => {
  it("is named on inputs and outputs; parameters are inside", () => {
    const { bytes } = exported((x, _, w) => tf.matMul(x, w));
    const { graph, opsetImport, irVersion } = fromBinary(ModelProtoSchema, bytes);
    const axes = (infos: NonNullable<typeof graph>["input"]) =>
      infos.map(({ name, type }) => [
        name,
        ...(type?.value.case === "tensorType" ? (type.value.value.shape?.dim ?? []) : []).map(
          ({ value }) => value.value,
        ),
      ]);
    expect(axes(graph?.input ?? [])).toEqual([["x", "batch", 3n]]);
    expect(axes(graph?.output ?? [])).toEqual([["y", "batch", 2n]]);
    expect(graph?.initializer.map(({ name, dims }) => [name, ...dims])).toEqual([["net/w", 3n, 2n]]);
    expect([irVersion, ...opsetImport.map(({ domain, version }) => [domain, version])]).toEqual([10n, ["", 21n]]);
  });

  it.each<readonly [string, Body, Shape | undefined, readonly (number | string)[]]>([
    ["a reshape", (x, n) => tf.reshape(x, [n, 3, 2]), [6], ["batch", 3, 2]],
    ["rows folded into the batch", (x, n) => tf.exp(tf.reshape(x, [2 * n, 3])), [2, 3], ["2*batch", 3]],
    ["two axes at once", (x, n) => tf.sum(tf.tile(tf.reshape(x, [1, n, 3]), [n, 1, 1]), 2), [3], ["batch", "batch"]],
    ["ones as long as the batch, joined", (x, n) => tf.concat([x, tf.ones([n, 2])], 1), [3], ["batch", 5]],
    ["rows joined to the batch", (x, _, w) => tf.concat([x, tf.transpose(w)], 0), [3], ["batch+2", 3]],
    [
      "a slice up to the end of the batch",
      (x, n) => tf.slice(tf.concat([x, x], 0), [1, 0], [2 * n - 1, 3]),
      [3],
      ["2*batch-1", 3],
    ],
    [
      "a broadcast",
      (x, n, w) => tf.mul(tf.broadcastTo(tf.sum(w, 0, true), [n, 2]), tf.slice(x, [0, 0], [n, 2])),
      [3],
      ["batch", 2],
    ],
    [
      "padding behind the batch",
      (x) =>
        tf.pad(x, [
          [0, 2],
          [1, 0],
        ]),
      [3],
      ["batch+2", 4],
    ],
    ["an image", (x) => tf.avgPool(x as tf.Tensor4D, 2, 2, "valid"), [4, 4, 2], ["batch", 2, 2, 2]],
    ["a sum over the batch", (x) => tf.sum(x, 0), [3], [3]],
  ])("%s", async (_, body, event, shape) => {
    expect(await agree(body, event)).toEqual(shape);
  });
});

describe("what ONNX cannot say is refused, with the place", () => {
  it.each<readonly [string, Body, RegExp]>([
    ["a number that depends on the size", (x, n) => tf.mul(x, 1 / n), /constant.*depends on the batch size/],
    [
      "a table as long as the batch",
      (x, n) => tf.mul(x, tf.reshape(tf.range(0, n), [n, 1])),
      /table of constants as long as the batch/,
    ],
    ["another operation beyond a size", (x, n) => (n > 1010 ? tf.exp(x) : tf.sin(x)), /operation 0 is Sin, Exp, Exp/],
    ["one operation per row", (x) => tf.stack(tf.unstack(x).map((row) => tf.exp(row))), /operations at sizes/],
    ["a shape off the line", (x, n) => tf.broadcastTo(tf.sum(x), [n * n]), /at sizes|constant|shapes/],
    [
      "operands that change places",
      (x, n) => (n > 1010 ? tf.sub(tf.exp(x), tf.sin(x)) : tf.sub(tf.sin(x), tf.exp(x))),
      /operation/,
    ],
  ])("%s", (_, body, reason) => {
    expect(() => exported(body)).toThrow(
      expect.objectContaining({ name: NotSupportedError.name, message: expect.stringMatching(reason) }),
    );
  });

  it("a third size that leaves the line of the first two", () => {
    const bend: Body = (x, n) => tf.slice(x, [0, 0], [n > 1015 ? n - 1 : n, 3]);
    expect(() => exported(bend)).toThrow(NotSupportedError);
  });
});

describe("noise and moving scalars", () => {
  const request = (batch: number) => ({
    program: ((_, { x }, context) => {
      const noise = context.at("latents").noise("draw", [batch, 3], { law: "uniform" });
      return { y: tf.add(tf.mul(x as tf.Tensor, context.knob("heat")), noise) };
    }) satisfies Program,
    signature: { inputs: { x: { shape: [batch, 3], dtype: "float32" as const } }, training: false },
  });

  it("noise is an input with its law, a scalar is inside", async () => {
    const { bytes, ports } = exportProgram(request, arena, {
      title: "draw",
      knobs: (paths) => Object.fromEntries(paths.map((path) => [path, 4])),
      nameOf: ({ kind, path }) => (kind === "noise" ? "noise" : path),
      metadata: (list) => ({ names: list.map(({ name }) => name).join() }),
      version: "1.2.3",
    });
    expect(ports.map(({ kind, path, name }) => [kind, path, name])).toEqual([
      ["input", "x", "x"],
      ["noise", "latents/draw", "noise"],
      ["output", "y", "y"],
    ]);
    expect(ports[1]?.law).toEqual({ law: "uniform" });
    const file = fromBinary(ModelProtoSchema, bytes);
    expect([file.producerName, file.producerVersion, file.graph?.name]).toEqual(["elbo", "1.2.3", "draw"]);
    expect(file.metadataProps.map(({ key, value }) => [key, value])).toEqual([["names", "x,noise,y"]]);
    const session = await runtime.InferenceSession.create(bytes);
    const tensor = (...values: number[]) => new runtime.Tensor("float32", Float32Array.from(values), [1, 3]);
    const { y } = await session.run({ x: tensor(1, 2, 3), noise: tensor(0.5, 0.25, 0) });
    expect(y?.data).toEqual(Float32Array.of(4.5, 8.25, 12));
  });

  it("a scalar without a value is an error that names it", () => {
    expect(() => exportProgram(request, arena, { title: "draw" })).toThrow(/knob "heat"/);
  });
});
