import { eagerContext, initialise } from "@elbo/program";
import type { ParamTree, Values } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectGradients } from "../test-support/gradients.ts";
import { readFixture, type Stored, stored } from "../test-support/read-fixture.ts";
import { residualBlock } from "./residual-block.ts";

beforeAll(useCpu);

type Parameter =
  | "conv0"
  | "bias0"
  | "conv1"
  | "bias1"
  | "shortcut"
  | "biasS"
  | "gain0"
  | "beta0"
  | "gain1"
  | "beta1"
  | "same0"
  | "sbias0"
  | "same1"
  | "sbias1";
type Parameters = Record<Parameter, Stored>;
interface Case extends Record<"y" | "cotangent" | "gradX", Stored> {
  readonly gradients: Partial<Parameters>;
}
const f = readFixture<{ x: Stored; parameters: Parameters; strided: Case; same: Case }>(
  "residual-block",
  import.meta.url,
);

const strided = (at: (name: Parameter) => tf.Tensor) => ({
  path: {
    before0: { activation: {} },
    conv0: { weight: at("conv0"), bias: at("bias0") },
    before1: { activation: {} },
    conv1: { weight: at("conv1"), bias: at("bias1") },
  },
  shortcut: { weight: at("shortcut"), bias: at("biasS") },
});
const running = { mean: tf.zeros([3]), variance: tf.ones([3]) };
const same = (at: (name: Parameter) => tf.Tensor) => ({
  path: {
    before0: { norm: { gain: at("gain0"), bias: at("beta0"), ...running }, activation: {} },
    conv0: { weight: at("same0"), bias: at("sbias0") },
    before1: { norm: { gain: at("gain1"), bias: at("beta1"), ...running }, activation: {} },
    conv1: { weight: at("same1"), bias: at("sbias1") },
  },
});

describe("residualBlock", () => {
  it.each([
    [
      "strided, to other channels",
      residualBlock({ input: [5, 4, 3], channels: 4, stride: 2, activation: "elu" }),
      strided,
      f.strided,
    ],
    [
      "with batch norm, the shortcut x itself",
      residualBlock({ input: [5, 4, 3], channels: 3, activation: "elu", norm: "batch" }),
      same,
      f.same,
    ],
  ] as const)("%s: equals PyTorch in float64, with its gradients", (_, block, place, given) => {
    const names = Object.keys(given.gradients) as Parameter[];
    const run = (x: tf.Tensor, parameters: Partial<Record<Parameter, tf.Tensor>>) => {
      const values = place((name) => parameters[name] as tf.Tensor) as unknown as Values<ParamTree>;
      return block.apply(values, x, eagerContext({ training: true }).context);
    };
    const parameters = Object.fromEntries(names.map((name) => [name, stored(f.parameters[name])]));
    const y = run(stored(f.x), parameters);
    expect(y.shape.slice(1)).toEqual(block.shape);
    expectClose(y, given.y.values, 1e-5);
    const [gradX, ...grads] = tf.grads((...[x, ...moved]: tf.Tensor[]) =>
      tf.sum(
        tf.mul(
          run(x as tf.Tensor, Object.fromEntries(names.map((name, i) => [name, moved[i]]))),
          stored(given.cotangent),
        ),
      ),
    )([stored(f.x), ...Object.values(parameters)]);
    expectClose(gradX as tf.Tensor, given.gradX.values, 1e-5);
    const largest = Math.max(...names.flatMap((name) => (given.gradients[name] as Stored).values.map(Math.abs)));
    for (const [i, name] of names.entries()) {
      // What stands before a batch norm has no use for a bias: its gradient is 0 but for rounding.
      const expected = stored(given.gradients[name] as Stored);
      const gap = tf.max(tf.abs(tf.sub(grads[i] as tf.Tensor, expected))).dataSync()[0] as number;
      expect(gap / largest, name).toBeLessThan(1e-5);
    }
  });

  it.each(["none", "layer", "weight"] as const)("norm %s: has the gradients of central differences", (norm) => {
    const block = residualBlock({ input: [3, 3, 2], channels: 3, stride: 2, activation: "tanh", norm });
    const x = tf.tensor(
      [...Array(36).keys()].map((i) => Math.sin(2 * i)),
      [2, 3, 3, 2],
    );
    expectGradients(block.params, (values) => tf.square(block.apply(values, x)), { tolerance: 1e-2 });
  });

  it("is the identity when its last convolution is 0", () => {
    const block = residualBlock({ input: [4, 4, 2], channels: 2, activation: "relu", norm: "layer" });
    const values = initialise(block.params) as unknown as { path: { conv1: { weight: tf.Tensor } } };
    values.path.conv1.weight = tf.zerosLike(values.path.conv1.weight);
    const x = tf.tensor([...Array(32).keys()].map(Math.cos), [1, 4, 4, 2]);
    expectClose(block.apply(values as never, x), x, 0);
    expect(() => residualBlock({ input: [4, 4, 2], channels: 0, activation: "relu" })).toThrow(/channels/);
  });
});
