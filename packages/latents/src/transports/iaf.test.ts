import { bindParams, initialValue, normal } from "@elbo/program";
import type { Definition } from "@elbo/spec";
import { describeConformance, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { makeTransport, transportChecks } from "../test-support/transport-checks.ts";
import { iafTransport } from "./iaf.ts";

beforeAll(useCpu);

const config = { length: 2, hidden: [7], activation: "tanh", context: 2 };
describeConformance("iaf", transportChecks(iafTransport as Definition, config, { share: 0.4 })); // masked weights

it("moves each latent by those before it in one step, and by all after a second step in reverse", () => {
  const dependence = (length: number) => {
    const transport = makeTransport(iafTransport as Definition, { ...config, length }, [4]);
    const values = bindParams(transport.params, (path, { shape }) =>
      tf.tensor(initialValue(path, { shape, init: normal(0.5) }, 3n), [...shape]),
    );
    const output = (i: number) => (z: tf.Tensor) => {
      const from = { value: z, logProb: tf.zeros([1, 1]) };
      const features = { context: tf.tensor2d([[0.5, -1]]) };
      const { value } = transport.move(values, from, features, fakeGiven(), {} as never);
      return tf.sum(tf.slice(value, [0, 0, i], [1, 1, 1]));
    };
    const at = tf.tensor3d([[[0.3, -0.6, 1, 0.2]]]);
    return [0, 1, 2, 3].map((i) => Array.from(tf.grad(output(i))(at).dataSync(), (g) => (g === 0 ? 0 : 1)));
  };
  expect(dependence(1)).toEqual([
    [1, 0, 0, 0],
    [1, 1, 0, 0],
    [1, 1, 1, 0],
    [1, 1, 1, 1],
  ]);
  expect(
    dependence(2)
      .flat()
      .filter((d) => d === 1).length,
  ).toBeGreaterThan(12);
});
