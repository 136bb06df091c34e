import type { Program } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { onnxEngine } from "../onnx-engine.ts";
import { checkCase, uncovered } from "../test-support/check-case.ts";
import { broadcastable, type KernelCase, ofOne, ofTwo, shapes } from "../test-support/kernel-case.ts";
import { CHOICES } from "./choices.ts";

beforeAll(useCpu);

const few = { dtype: "int32", range: [0, 2] } as const;
const truth = { dtype: "bool" } as const;
/** The comparison as a factor: zero gradient through it, the factor's through the rest. */
const gate = (compare: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor) => (a: tf.Tensor, b: tf.Tensor) =>
  tf.mul(tf.cast(compare(a, b), "float32"), tf.mul(tf.square(a), b));

const comparisons = {
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
  equal: tf.equal,
  notEqual: tf.notEqual,
};

const cases: readonly KernelCase[] = [
  ...Object.entries(comparisons).flatMap(([name, compare]) => [
    ofTwo(`${name} of floats`, gate(compare)),
    ofTwo(`${name} of whole numbers with ties`, compare, { operands: [few, few] }),
  ]),
  ofTwo("equal of truths", tf.equal, { operands: [truth, truth] }),
  ofTwo("LogicalAnd", tf.logicalAnd, { operands: [truth, truth] }),
  ofTwo("LogicalOr", tf.logicalOr, { operands: [truth, truth] }),
  ofTwo("LogicalNot", (a, b) => tf.where(tf.logicalNot(tf.greater(a, 0)), a, tf.mul(b, 2))),
  {
    name: "Select",
    samples: broadcastable(3).map(([c = [], t = [], e = []]) => ({
      operands: [{ shape: c, ...truth }, { shape: t }, { shape: e }],
      f: (condition, yes, no) => tf.where(condition as tf.Tensor, yes as tf.Tensor, no as tf.Tensor),
    })),
  },
  {
    name: "Select of whole numbers and truths",
    samples: shapes(1).map((shape) => ({
      operands: [
        { shape, ...truth },
        { shape, ...few },
        { shape, ...truth },
      ],
      f: (c, a, b) =>
        tf.add(
          tf.where(c as tf.Tensor, a as tf.Tensor, tf.scalar(5, "int32")),
          tf.where(c as tf.Tensor, b as tf.Tensor, tf.logicalNot(b as tf.Tensor)),
        ),
    })),
  },
  ofOne("Cast", (x) => tf.cast(tf.cast(tf.mul(x, 3), "int32"), "float32"), { order: 1, differences: false }),
  ofOne("Cast to bool and back", (x) => tf.cast(tf.cast(tf.relu(x), "bool"), "int32"), { order: 0 }),
  ofTwo("Cast of whole numbers and truths", (a, b) => tf.add(tf.cast(a, "float32"), tf.cast(b, "float32")), {
    operands: [few, truth],
  }),
  ofOne("Identity", (x) => tf.mul(tf.clone(x), x)),
];

describe("comparisons, logic and choice", () => {
  it.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => checkCase(each));
  it("a condition of one axis chooses rows", async () => {
    const program: Program = (_, { c, x, y }) => ({
      rows: tf.engine().runKernel("Select", { condition: c, t: x, e: y } as tf.NamedTensorMap) as tf.Tensor,
    });
    const inputs = {
      c: { shape: [2], dtype: "bool" },
      x: { shape: [2, 2], dtype: "float32" },
      y: { shape: [2, 2], dtype: "float32" },
    } as const;
    const compiled = await onnxEngine.compile(program, { inputs, training: false }, createArena({}));
    const given = { c: Uint8Array.of(1, 0), x: Float32Array.of(1, 2, 3, 4), y: Float32Array.of(5, 6, 7, 8) };
    expect([...((await compiled.run(given, { seed: 1n, step: 0 })).rows ?? [])]).toEqual([1, 2, 7, 8]);
    compiled.dispose();
  });
  it("all have a case", () => expect(uncovered(CHOICES, cases)).toEqual([]));
});
