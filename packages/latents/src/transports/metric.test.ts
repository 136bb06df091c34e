import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { centroidMetric } from "./metric.ts";

beforeAll(useCpu);

/** Numbers that are the same each time, between -1 and 1. */
const spread = (shape: number[], seed: number) =>
  tf.sin(tf.add(seed, tf.mul(1.9, tf.reshape(tf.range(0, tf.util.sizeFromShape(shape)), shape))));
const madeOf = (d: number, count = 4) => {
  const lower = tf.linalg.bandPart(spread([count, d, d], 2), -1, 0);
  const factors = tf.add(lower, tf.eye(d));
  return {
    centroids: tf.mul(1.5, spread([count, d], 1)),
    matrices: tf.matMul(factors, factors, false, true),
    temperature: 1.3,
    regularisation: 0.2,
  };
};

describe.each([1, 2, 4])("the metric of centroids in %i dimensions", (d) => {
  const at = () => spread([3, d], 5);
  const momentum = () => spread([3, d], 7);

  it("is the sum that defines it, by its factor, its determinant and its velocities", () => {
    const options = madeOf(d);
    const [centroids, matrices, z, rho] = [options.centroids, options.matrices, at(), momentum()].map((x) =>
      x.arraySync(),
    ) as [number[][], number[][][], number[][], number[][]];
    const explicit = z.map((point) =>
      Array.from({ length: d }, (_, i) =>
        Array.from({ length: d }, (_, j) =>
          centroids.reduce(
            (sum, c, k) => {
              const square = c.reduce((total, value, m) => total + (value - (point[m] as number)) ** 2, 0);
              return sum + (matrices[k]?.[i]?.[j] as number) * Math.exp(-square / 1.69);
            },
            i === j ? 0.2 : 0,
          ),
        ),
      ),
    );
    const place = centroidMetric(options)(at());
    expectClose(tf.matMul(place.factor, place.factor, false, true), explicit.flat(2), 1e-5);
    const velocity = explicit.map((rows, p) =>
      rows.map((row) => row.reduce((sum, value, j) => sum + value * (rho[p]?.[j] as number), 0)),
    );
    expectClose(place.velocity(momentum()), velocity.flat(), 1e-5);
    if (d > 2) return;
    const logDet = explicit.map((m) => {
      const [a, b, c, e] = m.flat() as [number, number, number, number];
      return -0.5 * Math.log(d === 1 ? a : a * e - b * c);
    });
    expectClose(place.halfLogDet, logDet, 1e-5);
  });

  it("has the slope of its energy and bends velocities as central differences say", () => {
    const metric = centroidMetric(madeOf(d));
    const rho = momentum();
    const energy = (z: tf.Tensor) => {
      const place = metric(z);
      return tf.sum(tf.add(place.halfLogDet, tf.mul(0.5, tf.sum(tf.mul(rho, place.velocity(rho)), 1))));
    };
    const { slope, bend } = metric(at());
    expectClose(slope(rho), tf.grad(energy)(at()), 1e-5);
    expectClose(slope(rho), centralDifference(energy, at()), 1e-2);
    const weights = spread([3, d], 11);
    const turned = (z: tf.Tensor) => tf.sum(tf.mul(weights, metric(z).velocity(rho)));
    const along = tf.squeeze(tf.matMul(bend(rho), tf.expandDims(weights, -1)), [-1]);
    expectClose(along, tf.grad(turned)(at()), 1e-5);
    expectClose(along, centralDifference(turned, at()), 1e-2);
    const pushed = (r: tf.Tensor) => tf.sum(tf.mul(weights, slope(r)));
    const across = tf.squeeze(tf.matMul(bend(rho), tf.expandDims(weights, -1), true, false), [-1]);
    expectClose(across, centralDifference(pushed, rho), 1e-2);
  });

  it.each(["centroids", "matrices"] as const)("passes gradients on to its %s as central differences say", (name) => {
    const options = madeOf(d);
    const f = (x: tf.Tensor) => {
      const place = centroidMetric({ ...options, [name]: x })(at());
      return tf.add(tf.sum(place.slope(momentum())), tf.sum(place.halfLogDet));
    };
    // A factor is read off the lower triangle: symmetric directions only.
    const made = name === "matrices" ? (x: tf.Tensor) => f(tf.matMul(x, x, false, true)) : f;
    const start = name === "matrices" ? tf.add(spread([4, d, d], 3), tf.eye(d)) : options.centroids;
    const gradient = tf.grad(made)(start);
    expectClose(gradient, centralDifference(made, start), 1e-2);
    expect(gradient.dataSync().every((g) => Math.abs(g) > 1e-6)).toBe(true);
  });
});

it("is lambda I far from all centroids, exactly", () => {
  const options = madeOf(2);
  const place = centroidMetric({ ...options, centroids: tf.fill([4, 2], 1e3) })(spread([3, 2], 5));
  const rho = spread([3, 2], 7);
  expectClose(place.velocity(rho), tf.mul(0.2, rho), 1e-7);
  expectClose(place.slope(rho), tf.zeros([3, 2]), 0);
  expectClose(place.halfLogDet, tf.fill([3], -Math.log(0.2)), 1e-6);
});
