import { glorotUniform, normal } from "@elbo/program";
import type { Arena, Compiled, ParamTree, Program, Signature } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createArena } from "../arena/create-arena.ts";
import { initialiseArena } from "../arena/initialise-arena.ts";
import { cpuEngine } from "../eager/cpu-engine.ts";
import { createOnnxEngine } from "./onnx-engine.ts";

beforeAll(useCpu);

const spread = (count: number) =>
  Float32Array.from({ length: count }, (_, i) => ((i * 0.754877666 + 0.3) % 1) * 3 - 1.5);

/** Runs a program on cpu and onnx; outputs and gradients must agree, and differences confirm them where it is smooth. */
async function compare(program: Program, tree: ParamTree, signature: Signature, smooth = true) {
  const arenas = [createArena(tree), createArena(tree)] as const;
  for (const arena of arenas) initialiseArena(arena, { seed: 4n });
  const [eager, traced] = [
    await cpuEngine.compile(program, signature, arenas[0]),
    await createOnnxEngine({ threads: 1 }).compile(program, signature, arenas[1]),
  ];
  const inputs = Object.fromEntries(
    Object.entries(signature.inputs).map(([name, { shape }]) => [name, spread(shape.reduce((a, b) => a * b, 1))]),
  );
  const run: Run = [inputs, { seed: 2n, step: 3 }];
  const [expected, received] = [await eager.run(...run), await traced.run(...run)];
  expect(Object.keys(received)).toEqual(Object.keys(expected));
  for (const name of Object.keys(expected)) expectClose(received[name] ?? [], expected[name] ?? [], 1e-4);
  expectClose(arenas[1].gradients, arenas[0].gradients, 1e-4);
  const found = arenas[1].gradients.slice();
  expect(found.filter((x) => x !== 0).length).toBeGreaterThan(
    0.9 * arenas[0].entries.reduce((n, { size }) => n + size, 0),
  );
  if (smooth) expectClose(found, await differences(eager, run, arenas[0]), 1e-2);
  traced.dispose();
}

type Run = Parameters<Compiled["run"]>;

/** Central differences of the loss for every parameter; 0 in the padding. */
async function differences(eager: Compiled, run: Run, { entries, values, gradients }: Arena): Promise<Float32Array> {
  const numeric = new Float32Array(gradients.length);
  for (const i of entries.flatMap(({ offset, size }) => Array.from({ length: size }, (_, k) => offset + k))) {
    const kept = values[i] as number;
    const loss = async (by: number) => {
      values[i] = kept + by;
      return (await eager.run(...run)).loss?.[0] as number;
    };
    numeric[i] = ((await loss(1e-2)) - (await loss(-1e-2))) / 2e-2;
    values[i] = kept;
  }
  return numeric;
}

describe("gradients inside a program", () => {
  it("two Hamiltonian steps with a learnt potential", async () => {
    const tree = {
      prior: {
        first: { shape: [3, 5], init: normal(0.7) },
        bias: { shape: [5], init: normal(0.3) },
        second: { shape: [5], init: normal(0.7) },
        rate: { shape: [], init: normal(0.2) },
      },
    };
    const program: Program = (given, inputs, context) => {
      const { prior } = given as unknown as { prior: Record<"first" | "bias" | "second" | "rate", tf.Tensor> };
      const logDensity = (z: tf.Tensor) => {
        const h = tf.tanh(tf.add(tf.matMul(z as tf.Tensor2D, prior.first as tf.Tensor2D), prior.bias));
        const energy = tf.logSumExp(tf.mul(h, prior.second), 1);
        return tf.sum(tf.sub(energy, tf.mul(0.5, tf.sum(tf.square(z), 1))));
      };
      const step = tf.exp(prior.rate);
      let z = inputs.z as tf.Tensor;
      let momentum = context.noise("momentum", z.shape, { law: "normal" });
      for (let i = 0; i < 2; i++) {
        momentum = tf.add(momentum, tf.mul(tf.mul(0.5, step), tf.grad(logDensity)(z)));
        z = tf.add(z, tf.mul(step, momentum));
        momentum = tf.add(momentum, tf.mul(tf.mul(0.5, step), tf.grad(logDensity)(z)));
      }
      const loss = tf.sub(tf.mul(0.5, tf.sum(tf.square(momentum))), logDensity(z));
      return { loss, z, momentum };
    };
    await compare(program, tree, {
      inputs: { z: { shape: [4, 3], dtype: "float32" } },
      training: true,
      gradients: [{ of: "loss", params: ["prior"], inputs: ["z"] }],
    });
  });

  it.each<readonly [string, boolean, (x: tf.Tensor) => tf.Tensor]>([
    ["softplus", true, tf.softplus],
    ["tanh", true, tf.tanh],
    ["elu", false, tf.elu],
    ["leakyRelu", false, (x) => tf.leakyRelu(x, 0.2)],
  ])("a gradient penalty through convolutions, with %s", async (_, smooth, activation) => {
    const tree = {
      loss: {
        first: { shape: [3, 3, 2, 3], init: glorotUniform(18, 27) },
        bias: { shape: [3], init: normal(0.3) },
        second: { shape: [2, 2, 3, 1], init: glorotUniform(12, 4) },
      },
    };
    const program: Program = (given, inputs) => {
      const { loss } = given as unknown as { loss: { first: tf.Tensor4D; bias: tf.Tensor1D; second: tf.Tensor4D } };
      const critic = (x: tf.Tensor) => {
        const h = activation(tf.add(tf.conv2d(x as tf.Tensor4D, loss.first, 2, "same"), loss.bias)) as tf.Tensor4D;
        return tf.conv2d(h, loss.second, 1, "valid");
      };
      const x = inputs.x as tf.Tensor;
      const slope = tf.grad((y) => tf.sum(critic(y)))(x);
      const norm = tf.sqrt(tf.add(tf.sum(tf.square(slope), [1, 2, 3]), 1e-6));
      const penalty = tf.mean(tf.squaredDifference(norm, 1));
      return { loss: tf.add(tf.mean(critic(x)), penalty), norm };
    };
    const inputs = { x: { shape: [2, 6, 6, 2], dtype: "float32" } } as const;
    await compare(program, tree, { inputs, training: true, gradients: [{ of: "loss", params: ["loss"] }] }, smooth);
  });
});
