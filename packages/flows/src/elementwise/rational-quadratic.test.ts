import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { normals } from "../test-support/random-values.ts";
import { torch } from "../test-support/torch.ts";
import { rationalQuadratic } from "./rational-quadratic.ts";

beforeAll(useCpu);

const spline = rationalQuadratic({ bins: 5, bound: 2 });

describe("rationalQuadratic", () => {
  it("equals the authors' spline in PyTorch, float64, inside and outside the bound; slopes by automatic differentiation", () => {
    const at = torch("spline");
    const { value, logSlope } = spline.forward(at("x"), at("raw"));
    expectClose(value, at("value"), 2e-5);
    expectClose(logSlope, at("logSlope"), 1e-4);
  });

  it("comes back, and its way back has the opposite slope", () => {
    const at = torch("spline");
    const raw = tf.mul(0.5, at("raw"));
    const to = spline.forward(at("x"), raw);
    const from = spline.inverse(to.value, raw);
    expectClose(from.value, at("x"), 1e-5);
    expectClose(from.logSlope, tf.neg(to.logSlope), 1e-4);
  });

  it("comes back as far as floats allow where it is flat: slopes down to e^-9", () => {
    const at = torch("spline");
    const from = spline.inverse(at("x"), at("raw"));
    const again = spline.forward(from.value, at("raw"));
    const error = tf.abs(tf.sub(again.value, at("x"))); // a float of x, times the slope there
    expect(Math.max(...tf.div(error, tf.add(1, tf.exp(again.logSlope))).dataSync())).toBeLessThan(2e-6);
  });

  it.each([5, 2])("is the identity for raw zeros, with %d bins", (bins) => {
    const map = rationalQuadratic({ bins, bound: 2 });
    const x = tf.linspace(-3, 3, 50);
    const { value, logSlope } = map.forward(x, tf.zeros([50, map.size]));
    expectClose(value, x, 1e-5);
    expect(Math.max(...tf.abs(logSlope).dataSync())).toBeLessThan(1e-5);
  });

  it("has finite gradients to its raw numbers, at knots and outside the bound too", () => {
    const x = tf.tensor1d([-7, -2, -1.2, 0, 0.8, 2, 7]);
    const f = (raw: tf.Tensor) => {
      const { value, logSlope } = spline.forward(x, raw);
      return tf.sum(tf.add(tf.square(value), logSlope));
    };
    for (const raw of [tf.zeros([7, spline.size]), normals("raw", [7, spline.size])]) {
      expect([...tf.grad(f)(raw).dataSync()].every(Number.isFinite)).toBe(true);
    }
  });
});
