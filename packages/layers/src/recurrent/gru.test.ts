import type { Values } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectGradients, randomValues } from "../test-support/gradients.ts";
import { readFixture, type Stored, stored } from "../test-support/read-fixture.ts";
import { type GruParams, gru } from "./gru.ts";

beforeAll(useCpu);

interface Fixture extends Record<"x" | "initial" | "states" | "last" | "cotangent" | "gradX" | "gradInitial", Stored> {
  readonly lengths: number[];
  readonly parameters: Record<string, Stored>;
  readonly gradients: Record<string, Stored>;
}
const hidden = 4;
const layer = gru({ input: 3, hidden });

/** PyTorch's parameters in our layout: weights transposed, the recurrent bias of reset and update joined to the input's. */
function fromTorch(source: Record<string, Stored>, end: "" | "_reverse"): Values<GruParams> {
  const at = (name: string) => stored(source[`${name}_l0${end}`] as Stored);
  const [gates, candidateBias] = tf.split(at("bias_hh"), [2 * hidden, hidden]) as [tf.Tensor, tf.Tensor];
  return {
    input: tf.transpose(at("weight_ih")),
    recurrent: tf.transpose(at("weight_hh")),
    bias: tf.add(at("bias_ih"), tf.concat([gates, tf.zeros([hidden])])),
    candidateBias,
  };
}

describe.each(["gru", "gru-lengths"])("gru against PyTorch's in float64: %s", (name) => {
  const f = readFixture<Fixture>(name, import.meta.url);
  const lengths = () => (name === "gru" ? {} : { lengths: tf.tensor1d(f.lengths, "int32") });
  const run = (x: tf.Tensor, initial: tf.Tensor, values: Values<GruParams>, reverse: boolean) => {
    const side = reverse ? 1 : 0;
    return layer.apply(values, x, {
      initial: tf.reshape(tf.slice(initial, [side], [1]), [3, hidden]),
      reverse,
      ...lengths(),
    });
  };

  it.each([
    { reverse: false, end: "" as const },
    { reverse: true, end: "_reverse" as const },
  ])("states, last state and gradients, reverse $reverse", ({ reverse, end }) => {
    const side = reverse ? 1 : 0;
    const { states, last } = run(stored(f.x), stored(f.initial), fromTorch(f.parameters, end), reverse);
    const pick = (x: Stored) => tf.reshape(tf.slice(stored(x), [side], [1]), [3, hidden]);
    expectClose(last, pick(f.last), 1e-6);
    const real = tf.slice(stored(f.states), [0, 0, side * hidden], [5, 3, hidden]);
    const counted = tf.tensor(
      [...Array(15).keys()].map((i) => (name === "gru" || Math.floor(i / 3) < (f.lengths[i % 3] ?? 0) ? 1 : 0)),
      [5, 3, 1],
    );
    expectClose(tf.mul(states, counted), real, 1e-6);

    const values = fromTorch(f.parameters, end);
    const names = ["input", "recurrent", "bias", "candidateBias"] as const;
    const loss = (...xs: tf.Tensor[]) => {
      const moved = Object.fromEntries(names.map((n, i) => [n, xs[i]])) as Values<GruParams>;
      return tf.sum(tf.mul(run(stored(f.x), stored(f.initial), moved, reverse).last, pick(f.cotangent)));
    };
    const grads = tf.grads(loss)(names.map((n) => values[n]));
    const at = (parameter: string) => stored(f.gradients[`${parameter}_l0${end}`] as Stored);
    expectClose(grads[0] as tf.Tensor, tf.transpose(at("weight_ih")), 1e-5);
    expectClose(grads[1] as tf.Tensor, tf.transpose(at("weight_hh")), 1e-5);
    expectClose(grads[2] as tf.Tensor, at("bias_ih"), 1e-5);
    expectClose(grads[3] as tf.Tensor, tf.slice(at("bias_hh"), 2 * hidden, hidden), 1e-5);
  });

  it("gradients to the input and the initial state, both directions together", () => {
    const loss = (x: tf.Tensor, initial: tf.Tensor) => {
      const ends = (["", "_reverse"] as const).map(
        (end) => run(x, initial, fromTorch(f.parameters, end), end !== "").last,
      );
      return tf.sum(tf.mul(tf.stack(ends), stored(f.cotangent)));
    };
    const [gradX, gradInitial] = tf.grads(loss as (...xs: tf.Tensor[]) => tf.Tensor)([stored(f.x), stored(f.initial)]);
    expectClose(gradX as tf.Tensor, f.gradX.values, 1e-5);
    expectClose(gradInitial as tf.Tensor, f.gradInitial.values, 1e-5);
  });
});

describe("gru", () => {
  const x = tf.tensor(
    [...Array(24).keys()].map((i) => Math.sin(2 * i)),
    [4, 2, 3],
  );

  it("takes the state at the last real token, and the start state for no token at all", () => {
    const values = randomValues(layer.params);
    const { states, last } = layer.apply(values, x, { lengths: tf.tensor1d([2, 0], "int32") });
    const plain = layer.apply(values, x).states;
    expectClose(tf.slice(last, [0], [1]), tf.slice(plain, [1, 0, 0], [1, 1, hidden]), 1e-6);
    expectClose(tf.slice(last, [1], [1]), [0, 0, 0, 0], 0);
    expectClose(tf.slice(states, [3], [1]), last, 0);
  });
  it("steps one token at a time to the same states", () => {
    const values = randomValues(layer.params);
    let state: tf.Tensor = tf.zeros([2, hidden]);
    for (const token of tf.unstack(x)) state = layer.step(values, state, layer.project(values, token));
    expectClose(state, layer.apply(values, x).last, 1e-6);
  });
  it("has the gradients of central differences", () => {
    const small = gru({ input: 3, hidden: 2 });
    expectGradients(small.params, (values) => tf.square(small.apply(values, x, { reverse: true }).states));
  });
  it("refuses a hidden width of 0", () => {
    expect(() => gru({ input: 3, hidden: 0, where: "decoders/recurrent" })).toThrow(
      /^decoders\/recurrent: hidden width/,
    );
  });
});
