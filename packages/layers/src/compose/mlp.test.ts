import { eagerContext, initialise, listParams } from "@elbo/program";
import { ConfigError } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectGradients } from "../test-support/gradients.ts";
import { mlp } from "./mlp.ts";

beforeAll(useCpu);

const x = tf.tensor2d([0.3, -1, 0.7, 1.2, 0.1, -0.4], [2, 3]);

describe("mlp", () => {
  it.each([
    { name: "plain" },
    { name: "gated", gated: true },
    { name: "with layer norm", norm: "layer" as const },
    { name: "with normalised weights", norm: "weight" as const },
    { name: "gated, with normalised weights", gated: true, norm: "weight" as const },
  ])("$name: gradients equal central differences", ({ name: _, ...options }) => {
    const net = mlp({ input: 3, widths: [4, 3], activation: "tanh", ...options });
    const target = tf.tensor2d([0.2, 1, -0.3, 0.5, -1, 0.1], [2, 3]);
    expectGradients(net.params, (values) => tf.square(tf.sub(net.apply(values, x), target)), { tolerance: 2e-3 });
  });
  it("names its layers in order", () => {
    const net = mlp({ input: 3, widths: [4, 2], activation: "relu", norm: "layer", dropout: 0.1 });
    expect(net.width).toBe(2);
    expect(listParams(net.params).map(({ path }) => path)).toEqual([
      "layer0/weight",
      "layer0/bias",
      "norm0/gain",
      "norm0/bias",
      "layer1/weight",
      "layer1/bias",
      "norm1/gain",
      "norm1/bias",
    ]);
  });
  it("shows what each hidden layer made, after its norm, activation and dropout", () => {
    const net = mlp({ input: 3, widths: [4, 2], activation: "tanh", norm: "layer" });
    const values = initialise(net.params);
    const stages = net.stages(values, x);
    expect(stages.map(({ shape }) => shape)).toEqual([
      [2, 3],
      [2, 4],
      [2, 2],
    ]);
    expectClose(stages[2] as tf.Tensor, net.apply(values, x), 0);
    const first = mlp({ input: 3, widths: [4], activation: "tanh", norm: "layer" });
    expectClose(stages[1] as tf.Tensor, first.apply(values, x), 0);
  });
  it("is x itself without widths", () => {
    const net = mlp({ input: 3, widths: [], activation: "relu" });
    expect(net.width).toBe(3);
    expect(net.apply({}, x)).toBe(x);
  });
  it("drops out in training only", () => {
    const net = mlp({ input: 3, widths: [100], activation: "sigmoid", dropout: 0.5 });
    const values = initialise(net.params);
    const zeros = (training: boolean) =>
      net
        .apply(values, x, eagerContext({ training }).context)
        .dataSync()
        .filter((v) => v === 0).length;
    expect(zeros(true)).toBeGreaterThan(60);
    expect(zeros(false)).toBe(0);
  });
  it.each([[0], [4, -3], [2.5]])("refuses widths %s", (...widths) => {
    expect(() => mlp({ input: 3, widths, activation: "relu" })).toThrow(ConfigError);
  });
});
