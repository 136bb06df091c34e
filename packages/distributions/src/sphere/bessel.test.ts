import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { torch } from "../../fixtures/torch.ts";
import { besselRatio, logIve, logScaledBessel } from "./bessel.ts";

beforeAll(useCpu);

/** Largest |a - b| / max(|b|, floor), value by value. */
const each = (a: tf.Tensor, b: tf.Tensor, floor = 0) =>
  Math.max(...tf.div(tf.abs(tf.sub(a, b)), tf.maximum(tf.abs(b), floor)).dataSync());

describe.each([0, 0.5, 1, 2.5, 9.5, 10, 19.5, 99, 249])("of order %s, x from 1e-3 to 1e5", (order) => {
  const t = () => torch(`bessel ${order}`, "spheres.json");

  it("log I is right to 1e-5, relative or absolute, where the function itself under- or overflows", () => {
    expect(each(logIve(order, t()("x")), t()("logIve"), 1)).toBeLessThan(1e-5);
  });

  it("ratios and what they lack of 1 are right to a relative 1e-5", () => {
    const { ratio, complement } = besselRatio(order, t()("x"));
    expect(each(ratio, t()("ratio"))).toBeLessThan(1e-6);
    expect(each(complement, t()("complement"))).toBeLessThan(1e-5);
  });

  it("the derivative of log I is the ratio + v / x - 1; the ratio's is 1 - r^2 - (2v + 1) r / x", () => {
    const x = t()("x");
    const slope = tf.grad((y) => tf.sum(logScaledBessel(order, y)))(x);
    expect(each(slope, tf.neg(t()("complement")))).toBeLessThan(1e-5);
    const mild = tf.tensor([0.7, 2, 9, 40]);
    const r = besselRatio(order, mild).ratio;
    const expected = tf.sub(tf.sub(1, tf.square(r)), tf.div(tf.mul(2 * order + 1, r), mild));
    expectClose(tf.grad((y) => tf.sum(besselRatio(order, y).ratio))(mild), expected, 2e-4);
    const f = (y: tf.Tensor) => tf.sum(logIve(order, y));
    expectClose(tf.grad(f)(mild), centralDifference(f, mild, 2e-2), 2e-3);
  });
});
