import { eagerContext } from "@elbo/program";
import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { angleLaw, statistics } from "../../fixtures/angles.ts";
import { kolmogorovSmirnov, meanAndError } from "../../fixtures/statistics.ts";
import { torch } from "../../fixtures/torch.ts";
import { klDivergence } from "../kl/kl-divergence.ts";
import { powerSpherical } from "./power-spherical.ts";
import { directions, logArea, sphereUniform } from "./sphere-uniform.ts";
import { vonMisesFisher } from "./von-mises-fisher.ts";

beforeAll(useCpu);

const laws = { "von-mises-fisher": vonMisesFisher, "power-spherical": powerSpherical } as const;
type Name = keyof typeof laws;
const names = Object.keys(laws) as Name[];

/** A direction with a negative first entry, one with a positive one. */
const direction = (size: number, sign = -1) =>
  directions(tf.mul(sign, tf.cos(tf.mul(1.3, tf.range(0, size))))) as tf.Tensor1D;
const repeated = (x: tf.Tensor, count: number) => tf.mul(x, tf.ones([count, 1]));
const make = (name: Name, size: number, k: number, count = 1) =>
  laws[name]({ direction: repeated(direction(size), count), concentration: tf.fill([count], k) });
const seeded = (seed: bigint) => eagerContext({ seed }).context;
/** Within five standard errors. */
const expectMean = (values: ArrayLike<number>, expected: number) => {
  const { mean, error } = meanAndError(values);
  expect(Math.abs(mean - expected)).toBeLessThan(5 * error + 1e-7);
};

describe.each(names)("%s", (name) => {
  it.each(["2 0.5", "3 1", "3 200", "6 10", "41 60", "100 300"])(
    "agrees with scipy: size and concentration %s",
    (key) => {
      const t = torch(`${name} ${key}`, "spheres.json");
      const q = laws[name]({ direction: directions(t("direction")), concentration: t("concentration") });
      expectClose(q.logProb(directions(t("value"))), t("logProb"), 1e-5);
      expectClose(q.entropy(), t("entropy"), 1e-5);
      const uniform = sphereUniform(q.eventShape[0] as number);
      const area = uniform.entropy().dataSync()[0] as number;
      expectClose(klDivergence(q, uniform) as tf.Tensor, [area - (t("entropy").dataSync()[0] as number)], 1e-4);
    },
  );

  it.each([0.01, 2, 50])(
    "integrates to one over circle, sphere and a sphere of ten dimensions (concentration %s)",
    (k) => {
      for (const size of [2, 3, 11]) {
        const n = 4000;
        const f = tf.mul(tf.add(tf.range(0, n), 0.5), Math.PI / n);
        const rest = tf.zeros([n, size - 2]);
        const z = tf.concat([tf.expandDims(tf.cos(f), 1), tf.expandDims(tf.sin(f), 1), rest], 1);
        const north = tf.cast(tf.less(tf.range(0, size), 0.5), "float32");
        const q = laws[name]({ direction: north, concentration: tf.scalar(k) });
        const ring = tf.mul(tf.pow(tf.sin(f), tf.scalar(size - 2)), Math.exp(logArea(size - 1)));
        const mass = tf.mul(tf.sum(tf.mul(tf.exp(q.logProb(z)), ring)), Math.PI / n);
        expectClose(mass, [1], 1e-4);
      }
    },
  );

  it.each([
    [2, 0.3],
    [3, 5],
    [6, 400],
    [41, 60],
    [500, 1e5],
  ] as const)(
    "draws unit vectors with the stated angle (Kolmogorov-Smirnov) and evenly around the direction: size %s, k %s",
    (size, k) => {
      const n = size > 100 ? 400 : 2000;
      const q = make(name, size, k);
      const { value, logProb } = q.draw(n, seeded(3n));
      expect([value.shape, logProb.shape]).toEqual([
        [n, 1, size],
        [n, 1],
      ]);
      expectClose(tf.sum(tf.square(value), -1), new Array(n).fill(1), 1e-5);
      expectClose(logProb, q.logProb(value), k > 1e4 ? 1e-3 : 1e-4);
      const mu = direction(size);
      const d = tf.mul(0.5, tf.sum(tf.square(tf.sub(value, mu)), -1)).dataSync();
      const law = angleLaw(size, k, statistics[name] as (f: number) => number);
      const angles = Float64Array.from(d, (x) => 2 * Math.asin(Math.sqrt(Math.min(1, x / 2))));
      expect(kolmogorovSmirnov(angles, law.cdf)).toBeLessThan(1.95);
      // Around it: the first axis, made perpendicular, sees the mean of sin^2 spread over size - 1 axes.
      const first = mu.dataSync()[0] as number;
      const side = tf.div(tf.sub(tf.oneHot(0, size), tf.mul(first, mu)), Math.sqrt(1 - first * first));
      const along = tf.sum(tf.mul(value, side), -1);
      expectMean(along.dataSync(), 0);
      expectMean(tf.square(along).dataSync(), law.mean((f) => Math.sin(f) ** 2) / (size - 1));
    },
  );

  it.each([
    [2, 1],
    [3, 1],
    [3, 1000],
    [6, 30],
    [41, 5],
    [200, 300],
  ] as const)("moves each draw as its quantile moves with the concentration: size %s, k %s", (size, k) => {
    const n = 60;
    const angleOf = (value: tf.Tensor, mu: tf.Tensor) => tf.mul(0.5, tf.sum(tf.square(tf.sub(value, mu)), -1));
    const mu = repeated(direction(size), n);
    const d = (concentration: tf.Tensor) =>
      angleOf(laws[name]({ direction: mu, concentration }).draw(1, seeded(5n)).value, mu);
    const start = tf.fill([n], k);
    const slopes = tf
      .grad((x) => tf.sum(d(x)))(start)
      .dataSync();
    const law = angleLaw(size, k, statistics[name] as (f: number) => number);
    const expected = Float64Array.from(d(start).dataSync(), (x) => {
      const f = 2 * Math.asin(Math.sqrt(x / 2));
      return Math.sin(f) * law.quantileSlope(f);
    });
    expectClose(slopes, expected, 2e-3);
  });

  it("has an unbiased gradient of an average of draws to concentration and direction, within five standard errors", () => {
    const [size, k, n] = [4, 3, 3000];
    const c = tf.tensor([0.7, -0.2, 1.1, 0.4]);
    const raw = tf.mul(2, direction(size));
    const f = (x: tf.Tensor, concentration: tf.Tensor) =>
      tf.sum(tf.sum(tf.mul(laws[name]({ direction: directions(x), concentration }).draw(1, seeded(7n)).value, c), -1));
    const [dx, dk] = tf.grads((x, y) => f(x, y))([repeated(raw, n), tf.fill([n], k)]) as [tf.Tensor, tf.Tensor];
    const mean = (at: number) => angleLaw(size, at, statistics[name] as (f: number) => number).mean(Math.cos);
    const dot = tf.sum(tf.mul(direction(size), c)).dataSync()[0] as number;
    expectMean(dk.dataSync(), (dot * (mean(k + 1e-3) - mean(k - 1e-3))) / 2e-3);
    // E[z] = E[cos] x / |x|, so the gradient to x is E[cos] (c - (c . mu) mu) / |x|.
    const tangent = tf.mul(mean(k) / 2, tf.sub(c, tf.mul(dot, direction(size)))).dataSync();
    for (const [i, column] of tf.unstack(dx, 1).entries()) expectMean(column.dataSync(), tangent[i] as number);
  });

  it("is smooth in its direction at fixed noise, and its densities have the gradients of central differences", () => {
    const z = directions(tf.tensor([0.3, -1, 0.5, 1, 0.2, -0.4], [2, 1, 3]));
    const f = (x: tf.Tensor, concentration: tf.Tensor) => {
      const q = laws[name]({ direction: directions(x), concentration });
      const kl = klDivergence(q, sphereUniform(3)) as tf.Tensor;
      return tf.addN([tf.sum(q.logProb(z)), tf.sum(kl), tf.sum(q.entropy()), tf.sum(tf.mul(0.3, kl))] as tf.Tensor[]);
    };
    const drawn = (x: tf.Tensor) => {
      const q = laws[name]({ direction: directions(x), concentration: tf.tensor([2.5]) });
      return tf.sum(tf.sin(tf.mul(2, q.draw(3, seeded(8n)).value)));
    };
    const [x, k] = [tf.tensor([[-0.4, 0.9, 1.3]]), tf.tensor([2.5])];
    expectClose(tf.grad(drawn)(x), centralDifference(drawn, x), 2e-3);
    const [dx, dk] = tf.grads((a, b) => f(a, b))([x, k]) as [tf.Tensor, tf.Tensor];
    expectClose(
      dx,
      centralDifference((a) => f(a, k), x),
      2e-3,
    );
    expectClose(
      dk,
      centralDifference((b) => f(x, b), k),
      2e-3,
    );
  });

  it("has the KL that its draws average to, and stays finite from 1e-3 to 1e5 in 2 to 500 dimensions", () => {
    const q = make(name, 5, 8);
    const uniform = sphereUniform(5);
    const { value, logProb } = q.draw(4000, seeded(9n));
    expectMean(
      tf.sub(logProb, uniform.logProb(value)).dataSync(),
      (klDivergence(q, uniform) as tf.Tensor).dataSync()[0] as number,
    );
    for (const size of [2, 3, 40, 500]) {
      const concentration = tf.tensor([1e-3, 1, 100, 1e5]);
      const g = (k: tf.Tensor) => {
        const p = laws[name]({ direction: repeated(direction(size), 4), concentration: k });
        const drawn = p.draw(1, seeded(2n));
        return tf.add(
          tf.sum(drawn.value, -1),
          tf.add(drawn.logProb, klDivergence(p, sphereUniform(size)) as tf.Tensor),
        );
      };
      const all = [
        ...g(concentration).dataSync(),
        ...tf
          .grad((k) => tf.sum(g(k)))(concentration)
          .dataSync(),
      ];
      expect(all.filter((v) => !Number.isFinite(v))).toEqual([]);
    }
  });

  it("is frozen without a gradient into its parameters, and keeps the one into the value", () => {
    const [z, k] = [directions(tf.tensor([[0.3, -1, 0.5]])), tf.tensor([2])];
    const at = (x: tf.Tensor) => laws[name]({ direction: tf.reshape(direction(3), [1, 3]), concentration: x });
    const f = (value: tf.Tensor, x: tf.Tensor) => tf.add(tf.sum(at(x).frozen().logProb(value)), tf.sum(x));
    const [dz, dk] = tf.grads((a, b) => f(a, b))([z, k]) as [tf.Tensor, tf.Tensor];
    expectClose(dk, [1], 0);
    expectClose(dz, tf.grad((value) => tf.sum(at(k).logProb(value)))(z), 1e-6);
  });
});

it("the uniform law has the sphere's area and draws without a preferred direction", () => {
  expect([1, 2, 3, 4].map((size) => Math.exp(logArea(size)))).toEqual(
    [2, 2 * Math.PI, 4 * Math.PI, 2 * Math.PI ** 2].map((area) => expect.closeTo(area, 9)),
  );
  const uniform = sphereUniform(3);
  const { value, logProb } = uniform.draw(4000, seeded(4n));
  expectClose(logProb, new Array(4000).fill(-Math.log(4 * Math.PI)), 1e-6);
  const height = tf.slice(value, [0, 2], [4000, 1]).dataSync(); // Archimedes: uniform in [-1, 1]
  expect(kolmogorovSmirnov(height, (h) => (1 + h) / 2)).toBeLessThan(1.95);
});
