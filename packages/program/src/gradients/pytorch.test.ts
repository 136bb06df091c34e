import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { useOracle } from "./oracle.ts";

beforeAll(useOracle);

interface Fixture {
  readonly x: readonly number[];
  readonly w: readonly number[];
  readonly value: number;
  readonly gradient: readonly number[];
  readonly penalty: readonly number[];
}
/** Written by tooling/fixtures/gradients.py, in float64. */
const fixtures: Record<string, Fixture> = JSON.parse(
  readFileSync(new URL("./fixtures/pytorch.json", import.meta.url), "utf8"),
);

const make = (shape: readonly number[], phase: number) =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => 0.7 * Math.sin(phase + 1.3 * i)),
    [...shape],
  );
const times = (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D);
type Net = (x: tf.Tensor, w: tf.Tensor) => tf.Tensor;

const mlp: Net = (x, w) => tf.tanh(times(tf.tanh(times(x, w)), make([5, 2], 3)));

const gru: Net = (x, w) => {
  let h = make([2, 4], 4);
  const [wzr, wn] = tf.split(w, [8, 4], 1) as [tf.Tensor, tf.Tensor];
  for (let step = 0; step < 3; step++) {
    const gates = tf.sigmoid(tf.add(times(x, wzr), times(h, make([4, 8], 5))));
    const [z, r] = tf.split(gates, 2, 1) as [tf.Tensor, tf.Tensor];
    const n = tf.tanh(tf.add(times(x, wn), times(tf.mul(r, h), make([4, 4], 6))));
    h = tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), n));
  }
  return h;
};

const lstm: Net = (x, w) => {
  let [h, c] = [make([2, 4], 7), make([2, 4], 8)];
  for (let step = 0; step < 3; step++) {
    const gates = tf.split(tf.add(times(x, w), times(h, make([4, 16], 9))), 4, 1);
    const [i, f, g, o] = gates as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
    h = tf.mul(tf.sigmoid(o), tf.tanh(c));
  }
  return h;
};

const conv: Net = (x, w) => {
  const padding: [number, number][] = [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ];
  const y = tf.elu(tf.conv2d(tf.pad(x, padding) as tf.Tensor4D, w as tf.Tensor4D, 2, "valid"));
  return tf.leakyRelu(tf.conv2d(y, make([2, 2, 3, 2], 10) as tf.Tensor4D, 1, "valid"), 0.2);
};

const nets: Record<string, Net> = { "tanh MLP": mlp, "GRU cell": gru, "LSTM cell": lstm, convolution: conv };

const error = (received: tf.Tensor, expected: readonly number[]) => {
  const gaps = [...received.dataSync()].map((v, i) => Math.abs(v - (expected[i] as number)));
  return Math.max(...gaps) / Math.max(...expected.map(Math.abs));
};

describe.each(Object.entries(fixtures))("%s", (name, fixture) => {
  const f = (x: tf.Tensor, w: tf.Tensor) => tf.sum(tf.square((nets[name] as Net)(x, w)));

  it("has PyTorch's value and gradient", () => {
    tf.tidy(() => {
      const w = make(fixture.w, 2);
      const { value, grad } = tf.valueAndGrad((x) => f(x, w))(make(fixture.x, 1));
      expect(error(value, [fixture.value])).toBeLessThan(1e-6);
      expect(error(grad, fixture.gradient)).toBeLessThan(2e-6);
    });
  });

  it("has PyTorch's gradient of a gradient penalty", () => {
    tf.tidy(() => {
      const x = make(fixture.x, 1);
      const penalty = (w: tf.Tensor) => tf.sum(tf.square(tf.grad((y) => f(y, w))(x)));
      expect(error(tf.grad(penalty)(make(fixture.w, 2)), fixture.penalty)).toBeLessThan(1e-5);
    });
  });
});
