import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectLogDet } from "../test-support/jacobian.ts";
import { normals } from "../test-support/random-values.ts";
import { torch } from "../test-support/torch.ts";
import { planar } from "./planar.ts";

beforeAll(useCpu);

/** A map of the plane that folds space as far as is allowed: w.u is far below -1 before the constraint. */
const strong = () => ({ u: tf.tensor1d([-3, 1]), w: tf.tensor1d([2, 1]), b: tf.scalar(0.3) });

describe("planar", () => {
  it("equals PyTorch's values and Jacobians in float64", () => {
    const at = torch("planar");
    const { value, logDet } = planar({ u: at("u"), w: at("w"), b: at("b") }).forward(at("x"));
    expectClose(value, at("value"), 1e-5);
    expectClose(logDet, at("logDet"), 1e-5);
  });

  it("has the log-determinant of its Jacobian, with one set of parameters for all or one per example", () => {
    const x = normals("x", [5, 3]);
    expectLogDet(planar({ u: normals("u", [3]), w: normals("w", [3]), b: tf.scalar(0.2) }).forward, x);
    expectLogDet(planar({ u: normals("u", [5, 3]), w: normals("w", [5, 3]), b: normals("b", [5]) }).forward, x);
  });

  it("never folds space over: the slope stays positive where the raw parameters would make it negative", () => {
    const { forward } = planar(strong());
    expect(tf.all(tf.isFinite(forward(tf.mul(normals("x", [400, 2]), 3)).logDet)).dataSync()[0]).toBe(1);
    const zero = planar({ u: tf.tensor1d([1, 2]), w: tf.zeros([2]), b: tf.scalar(1) }).forward(tf.tensor2d([[3, 4]]));
    expectClose(zero.value, [3 + Math.tanh(1), 4 + 2 * Math.tanh(1)]);
    expectClose(zero.logDet, [0]);
  });

  it("pushes N(0, I) to a density that integrates to one on a grid, inverted by bisection", () => {
    const raw = -2 + 0.5; // w.u
    const change = (Math.log1p(Math.exp(raw)) - 1 - raw) / 5;
    const u = [-1 + change * 2, 0.5 + change] as const;
    const pushed = 2 * u[0] + u[1];
    const map = planar({ u: tf.tensor1d([-1, 0.5]), w: tf.tensor1d([2, 1]), b: tf.scalar(0.3) });
    const points: number[] = [];
    const step = 0.05;
    const axis = Array.from({ length: 240 }, (_, i) => -6 + (i + 0.5) * step);
    for (const y0 of axis) {
      for (const y1 of axis) {
        const target = 2 * y0 + y1;
        let [low, high] = [target - 5, target + 5];
        for (let k = 0; k < 40; k++) {
          const middle = (low + high) / 2;
          if (middle + pushed * Math.tanh(middle + 0.3) < target) low = middle;
          else high = middle;
        }
        const h = Math.tanh((low + high) / 2 + 0.3);
        points.push(y0 - u[0] * h, y1 - u[1] * h);
      }
    }
    const x = tf.tensor2d(points, [points.length / 2, 2]);
    const { value, logDet } = map.forward(x);
    expectClose(
      tf.slice(value, [0, 0], [3, 2]),
      [axis[0], axis[0], axis[0], axis[1], axis[0], axis[2]] as number[],
      1e-4,
    );
    const logNormal = tf.sub(tf.mul(-0.5, tf.sum(tf.square(x), 1)), Math.log(2 * Math.PI));
    const total = tf.sum(tf.exp(tf.sub(logNormal, logDet))).dataSync()[0] as number;
    expect(total * step * step).toBeCloseTo(1, 3);
  });
});
