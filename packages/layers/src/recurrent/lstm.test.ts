import type { Values } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectGradients, randomValues } from "../test-support/gradients.ts";
import { readFixture, type Stored, stored } from "../test-support/read-fixture.ts";
import { type LstmParams, type LstmState, lstm } from "./lstm.ts";
import { cellNames, sequenceReader } from "./sequence-reader.ts";

beforeAll(useCpu);

type Name = "x" | "initial" | "memory" | "states" | "last" | "cotangent" | "gradX" | "gradInitial" | "gradMemory";
interface Fixture extends Record<Name, Stored> {
  readonly lengths: number[];
  readonly parameters: Record<string, Stored>;
  readonly gradients: Record<string, Stored>;
}
const hidden = 4;
const layer = lstm({ input: 3, hidden });
const names = ["input", "recurrent", "bias"] as const;

/** PyTorch's parameters in our layout: weights transposed, both biases added up. */
const fromTorch = (source: Record<string, Stored>, end: string): Values<LstmParams> => {
  const at = (name: string) => stored(source[`${name}_l0${end}`] as Stored);
  return {
    input: tf.transpose(at("weight_ih")),
    recurrent: tf.transpose(at("weight_hh")),
    bias: tf.add(at("bias_ih"), at("bias_hh")),
  };
};

describe.each(["lstm", "lstm-lengths"])("lstm against PyTorch's in float64: %s", (name) => {
  const f = readFixture<Fixture>(name, import.meta.url);
  const side = (x: Stored, reverse: boolean, width = hidden) =>
    tf.reshape(tf.slice(stored(x), [reverse ? 1 : 0], [1]), [3, width]);
  const run = (values: Values<LstmParams>, x: tf.Tensor, initial: LstmState, reverse: boolean) => {
    const lengths = name === "lstm" ? {} : { lengths: tf.tensor1d(f.lengths, "int32") };
    return layer.apply(values, x, { initial, reverse, ...lengths });
  };

  it.each([false, true])("outputs, last state and all gradients, reverse %s", (reverse) => {
    const end = reverse ? "_reverse" : "";
    const values = fromTorch(f.parameters, end);
    const start = { h: side(f.initial, reverse), c: side(f.memory, reverse) };
    const { states, last } = run(values, stored(f.x), start, reverse);
    expectClose(tf.concat([last.h, last.c], 1), side(f.last, reverse, 2 * hidden), 1e-6);
    const real = tf.slice(stored(f.states), [0, 0, reverse ? hidden : 0], [5, 3, hidden]);
    const counted = tf.tensor(
      [...Array(15).keys()].map((i) => (name === "lstm" || Math.floor(i / 3) < (f.lengths[i % 3] ?? 0) ? 1 : 0)),
      [5, 3, 1],
    );
    expectClose(tf.mul(states, counted), real, 1e-6);

    const loss = (...[h, c, ...moved]: tf.Tensor[]) => {
      const at = Object.fromEntries(names.map((n, i) => [n, moved[i]])) as Values<LstmParams>;
      const found = run(at, stored(f.x), { h: h as tf.Tensor, c: c as tf.Tensor }, reverse).last;
      return tf.sum(tf.mul(tf.concat([found.h, found.c], 1), side(f.cotangent, reverse, 2 * hidden)));
    };
    const grads = tf.grads(loss)([start.h, start.c, ...names.map((n) => values[n])]) as tf.Tensor[];
    const at = (parameter: string) => stored(f.gradients[`${parameter}_l0${end}`] as Stored);
    expectClose(grads[0] as tf.Tensor, side(f.gradInitial, reverse), 1e-5);
    expectClose(grads[1] as tf.Tensor, side(f.gradMemory, reverse), 1e-5);
    expectClose(grads[2] as tf.Tensor, tf.transpose(at("weight_ih")), 1e-5);
    expectClose(grads[3] as tf.Tensor, tf.transpose(at("weight_hh")), 1e-5);
    expectClose(grads[4] as tf.Tensor, at("bias_ih"), 1e-5);
  });

  it("reads both ways at once, states side by side, and the gradient reaches the input", () => {
    const reader = sequenceReader({ cell: "lstm", input: 3, hidden, bidirectional: true });
    const values = { forward: fromTorch(f.parameters, ""), backward: fromTorch(f.parameters, "_reverse") };
    const lengths = name === "lstm" ? undefined : tf.tensor1d(f.lengths, "int32");
    const { states, last } = reader.read(values as never, stored(f.x), { lengths });
    expect([states.shape, last.shape, reader.width]).toEqual([[5, 3, 8], [3, 8], 8]);
    const zero = { h: tf.zeros([3, hidden]), c: tf.zeros([3, hidden]) };
    for (const reverse of [false, true]) {
      const one = run(reverse ? values.backward : values.forward, stored(f.x), zero, reverse);
      expectClose(tf.slice(states, [0, 0, reverse ? hidden : 0], [5, 3, hidden]), one.states, 1e-6);
      expectClose(tf.slice(last, [0, reverse ? hidden : 0], [3, hidden]), one.last.h, 1e-6);
    }
  });
});

const numbers = () =>
  tf.tensor(
    [...Array(24).keys()].map((i) => Math.sin(2 * i)),
    [4, 2, 3],
  );

describe("lstm", () => {
  it("steps one token at a time to the same states, and starts with an open forget gate", () => {
    const x = numbers();
    const values = randomValues(layer.params);
    let state: LstmState = { h: tf.zeros([2, hidden]), c: tf.zeros([2, hidden]) };
    for (const token of tf.unstack(x)) state = layer.step(values, state, layer.project(values, token));
    expectClose(state.h, layer.apply(values, x).last.h, 1e-6);
    const bias = layer.params.bias.init([16], { noise: () => new Float32Array(16) });
    expect([...bias]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
  it("has the gradients of central differences", () => {
    const [small, x] = [lstm({ input: 3, hidden: 2 }), numbers()];
    const lengths = tf.tensor1d([2, 4], "int32");
    expectGradients(small.params, (values) => tf.square(small.apply(values, x, { reverse: true, lengths }).states));
  });
  it("refuses a hidden width of 0", () => {
    expect(() => lstm({ input: 3, hidden: 0, where: "encoders/recurrent" })).toThrow(
      /^encoders\/recurrent: hidden width/,
    );
  });
});

describe.each(cellNames)("sequenceReader: %s", (cell) => {
  const reader = sequenceReader({ cell, input: 3, hidden: 2, bidirectional: true });
  const given = () => ({ x: numbers(), values: randomValues(reader.params), lengths: tf.tensor1d([2, 4], "int32") });

  it("finds in a padded sequence what it finds in the short one", () => {
    const { x, values, lengths } = given();
    const short = reader.read(values, tf.slice(x, [0, 0, 0], [2, 1, 3]));
    const padded = reader.read(values, x, { lengths });
    expectClose(tf.slice(padded.last, [0, 0], [1, 4]), short.last, 1e-6);
    expectClose(tf.slice(padded.states, [0, 0, 0], [2, 1, 4]), short.states, 1e-6);
  });
  it("reads tokens as it reads the rows of their table", () => {
    const { values, lengths } = given();
    const table = tf.tensor([...Array(15).keys()].map(Math.cos), [5, 3]);
    const tokens = tf.tensor2d(
      [
        [1, 2],
        [0, 4],
        [3, 3],
        [2, 0],
      ],
      [4, 2],
      "int32",
    );
    const vectors = tf.gather(table, tokens as never);
    const [a, b] = [reader.readTokens(values, table, tokens, { lengths }), reader.read(values, vectors, { lengths })];
    expectClose(a.last, b.last, 1e-6);
    expectClose(a.states, b.states, 1e-6);
  });
  it("adds what another input drives at each step: as if it were part of the input", () => {
    const { x, values, lengths } = given();
    const wide = sequenceReader({ cell, input: 5, hidden: 2, bidirectional: true });
    const all = randomValues(wide.params) as unknown as Record<string, { input: tf.Tensor }>;
    const more = tf.tensor2d([0.3, -0.7, 1.1, 0.4], [2, 2]);
    const split = (name: string) =>
      tf.split((all[name] as { input: tf.Tensor }).input, [3, 2]) as [tf.Tensor, tf.Tensor];
    const own = Object.fromEntries(
      reader.directions.map((name) => [name, { ...all[name], input: split(name)[0] }]),
    ) as unknown as typeof values;
    const each = Object.fromEntries(reader.directions.map((name) => [name, tf.matMul(more, split(name)[1])]));
    expect(each.forward?.shape).toEqual([2, reader.gates]);
    const joined = tf.concat([x, tf.tile(tf.expandDims(more, 0), [4, 1, 1])], 2);
    expectClose(reader.read(own, x, { lengths, each }).last, wide.read(all as never, joined, { lengths }).last, 1e-6);
  });
});
