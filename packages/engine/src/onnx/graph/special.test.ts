import type { Program } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createArena } from "../../arena/create-arena.ts";
import { createOnnxEngine } from "../onnx-engine.ts";

beforeAll(useCpu);

/** Values and gradients of f at the given points, from the onnx engine. */
async function evaluate(f: (x: tf.Tensor) => tf.Tensor, points: readonly number[]) {
  const program: Program = (_, { x }) => {
    const y = f(x as tf.Tensor);
    return { y, loss: tf.sum(y) };
  };
  const inputs = { x: { shape: [points.length], dtype: "float32" } } as const;
  const gradients = [{ of: "loss", inputs: ["x"] }];
  const compiled = await createOnnxEngine({ threads: 1 }).compile(
    program,
    { inputs, training: true, gradients },
    createArena({}),
  );
  const found = await compiled.run({ x: Float32Array.from(points) }, { seed: 1n, step: 0 });
  compiled.dispose();
  return { y: [...(found.y ?? [])], slope: [...(found["gradient/x"] ?? [])] };
}

const relative = (received: readonly number[], points: readonly number[], truth: (x: number) => number) =>
  Math.max(...points.map((x, i) => Math.abs((received[i] as number) / truth(Math.fround(x)) - 1)));
const logistic = (x: number) => 1 / (1 + Math.exp(-x));

describe("functions that the runtime computes badly", () => {
  const wide = [-80, -40, -25, -18, -15, -7, -1, -0.3, 0.4, 2, 9, 30];

  it("log sigmoid keeps small relative error far below -18, where the runtime's Sigmoid is 0", async () => {
    const { y, slope } = await evaluate((x) => tf.log(tf.sigmoid(x)), [...wide.slice(0, -2)]);
    expect(relative(y, wide.slice(0, -2), (x) => -Math.log1p(Math.exp(-x)))).toBeLessThan(2e-5);
    expect(relative(slope, wide.slice(0, -3), (x) => logistic(-x))).toBeLessThan(2e-5);
  });

  it("what divides by a sigmoid or takes its root gets an exact one", async () => {
    const low = [-40, -25, -18, -15.5, -15, -3];
    const { y } = await evaluate((x) => tf.div(1e-8, tf.sigmoid(x)), low);
    expect(relative(y, low, (x) => 1e-8 / logistic(x))).toBeLessThan(1e-5);
    const roots = await evaluate((x) => tf.sqrt(tf.sigmoid(x)), low);
    expect(relative(roots.y, low, (x) => Math.sqrt(logistic(x)))).toBeLessThan(1e-5);
  });

  it("also where the sigmoid was multiplied, moved or summed before, and in the gradient", async () => {
    const low = [-40, -25, -18, -15.5, -15, -3];
    const twice = await evaluate((x) => tf.log(tf.mul(2, tf.sigmoid(x))), low);
    expect(relative(twice.y, low, (x) => Math.log(2 * logistic(x)))).toBeLessThan(1e-5);
    expect(relative(twice.slope, low, (x) => logistic(-x))).toBeLessThan(1e-5);
    const moved = await evaluate((x) => tf.reshape(tf.log(tf.transpose(tf.reshape(tf.sigmoid(x), [2, 3]))), [6]), low);
    const truth = [0, 3, 1, 4, 2, 5].map((i) => Math.log(logistic(low[i] as number)));
    expect(relative(moved.y, low, (x) => truth[low.indexOf(x)] as number)).toBeLessThan(1e-5);
    const summed = await evaluate((x) => tf.log(tf.sum(tf.sigmoid(tf.sub(x, 20)))), low);
    const sum = low.reduce((total, x) => total + logistic(x - 20), 0);
    expect(Math.abs((summed.y[0] as number) - Math.log(sum))).toBeLessThan(1e-4);
  });

  it("softplus is right to 1e-6 from -80 to 80, and its slope is the sigmoid", async () => {
    const points = [...wide, 80];
    const { y, slope } = await evaluate(tf.softplus, points);
    points.forEach((x, i) => {
      expect(Math.abs((y[i] as number) - Math.log1p(Math.exp(x)))).toBeLessThan(1e-6 * Math.max(1, Math.abs(x)));
      expect(Math.abs((slope[i] as number) - logistic(x))).toBeLessThan(2e-6);
    });
  });

  it("log1p and expm1 keep small numbers", async () => {
    const small = [1e-9, -3e-8, 1e-5, -2e-4, 0.01, -0.5, 3, 1e6];
    const { y, slope } = await evaluate(tf.log1p, small);
    expect(relative(y, small, Math.log1p)).toBeLessThan(1e-6);
    expect(relative(slope, small, (x) => 1 / (1 + x))).toBeLessThan(1e-6);
    const some = small.slice(0, -1);
    expect(relative((await evaluate(tf.expm1, some)).y, some, Math.expm1)).toBeLessThan(2e-6);
  });

  it("limits: log1p(-1), log1p(inf), expm1(-inf) and expm1(inf) are what they are", async () => {
    const inf = Number.POSITIVE_INFINITY;
    expect((await evaluate(tf.log1p, [-1, inf, 3.4e38])).y).toEqual([-inf, inf, Math.fround(Math.log(3.4e38))]);
    expect((await evaluate(tf.expm1, [-100, -1000])).y).toEqual([-1, -1]);
    expect((await evaluate(tf.expm1, [100])).y).toEqual([inf]);
    expect((await evaluate(tf.softplus, [-1000, 1000])).y).toEqual([0, 1000]);
  });

  it("powers agree with Math.pow", async () => {
    const points = [0.01, 0.3, 1, 7, 100];
    for (const exponent of [-2, -1, -0.5, 0.5, 1.5, 2, 2.5, 3]) {
      const { y } = await evaluate((x) => tf.pow(x, exponent), points);
      expect(relative(y, points, (x) => x ** exponent)).toBeLessThan(2e-6);
    }
  });

  it("NaN stays NaN, also through choice and clipping", async () => {
    for (const f of [tf.exp, tf.relu, tf.softplus, tf.sigmoid, tf.log1p, tf.expm1, tf.abs, tf.square]) {
      expect((await evaluate(f, [Number.NaN])).y).toEqual([Number.NaN]);
    }
    expect((await evaluate((x) => tf.cast(tf.isNaN(x), "float32"), [Number.NaN, 1])).y).toEqual([1, 0]);
    expect((await evaluate((x) => tf.cast(tf.isFinite(x), "float32"), [-1 / 0, 1])).y).toEqual([0, 1]);
  });
});
