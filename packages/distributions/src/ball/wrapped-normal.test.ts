import { eagerContext } from "@elbo/program";
import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { kolmogorovSmirnov, meanAndError, normalCdf } from "../../fixtures/statistics.ts";
import { fromOrigin, moebius, seenFrom, wrappedNormal } from "./wrapped-normal.ts";

beforeAll(useCpu);

const row = (...x: number[]) => tf.tensor2d([x]);
const make = (mean: readonly number[], scale: readonly number[]) =>
  wrappedNormal({ mean: tf.tensor1d([...mean]), logScale: tf.log(tf.tensor1d([...scale])) });
const seeded = (seed: bigint) => eagerContext({ seed }).context;

/** In float64, as the paper writes it: log map by Moebius addition and artanh, curvature -1. */
function reference(z: readonly number[], mean: readonly number[], scale: readonly number[]): number {
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);
  const length = Math.sqrt(dot(mean, mean));
  const m = mean.map((x) => (length > 0 ? (Math.tanh(length / 2) * x) / length : 0));
  const minus = m.map((x) => -x);
  const [xy, xx, yy] = [dot(minus, z), dot(minus, minus), dot(z, z)];
  const sum = minus.map((x, i) => ((1 + 2 * xy + yy) * x + (1 - xx) * (z[i] as number)) / (1 + 2 * xy + xx * yy));
  const size = Math.sqrt(dot(sum, sum));
  const r = 2 * Math.atanh(size);
  const v = sum.map((x) => (r * x) / size);
  const normal = v.reduce(
    (total, x, i) =>
      total - 0.5 * (x / (scale[i] as number)) ** 2 - Math.log(scale[i] as number) - 0.5 * Math.log(2 * Math.PI),
    0,
  );
  return normal - (z.length - 1) * Math.log(Math.sinh(r) / r);
}

/** Points of the disc along geodesics from the origin, and the area of each cell in the ball's own measure. */
function disc(rings: number, rays: number, reach: number) {
  const points: number[] = [];
  const areas: number[] = [];
  for (let i = 0; i < rings; i++) {
    const r = ((i + 0.5) * reach) / rings;
    for (let j = 0; j < rays; j++) {
      const angle = (2 * Math.PI * (j + 0.5)) / rays;
      points.push(Math.tanh(r / 2) * Math.cos(angle), Math.tanh(r / 2) * Math.sin(angle));
      areas.push(((Math.sinh(r) * reach) / rings) * ((2 * Math.PI) / rays));
    }
  }
  return { points: tf.tensor2d(points, [rings * rays, 2]), areas: tf.tensor1d(areas) };
}

describe("wrappedNormal", () => {
  it.each([
    [
      [0, 0],
      [1, 1],
    ],
    [
      [1.5, -0.7],
      [0.4, 0.9],
    ],
    [
      [-1, 0.6],
      [0.8, 0.4],
    ],
  ] as const)("integrates to one on the disc in its own measure: mean %s, scale %s", (mean, scale) => {
    const { points, areas } = disc(250, 120, 8);
    expectClose(tf.sum(tf.mul(tf.exp(make(mean, scale).logProb(points)), areas)), [1], 2e-3);
  });

  it("is the paper's density in three dimensions, near the centre and near the edge", () => {
    const [mean, scale] = [
      [0.6, -1.1, 0.4],
      [0.5, 1.2, 0.8],
    ];
    const points = [
      [0.1, 0.2, -0.3],
      [0.21, -0.38, 0.14],
      [-0.9, 0.05, 0.3],
      [0, 0, 0],
      [0.57, -0.57, 0.58],
    ];
    const found = make(mean, scale).logProb(tf.tensor2d(points));
    expectClose(
      found,
      points.map((z) => reference(z, mean, scale)),
      1e-4,
    );
  });

  it("on a line is a normal of the geodesic distance", () => {
    const z = [-0.8, 0, 0.3, 0.99];
    const along = z.map((x) => 2 * Math.atanh(x) - 0.7);
    const exact = along.map((r) => -0.5 * (r / 0.6) ** 2 - Math.log(0.6) - 0.5 * Math.log(2 * Math.PI));
    expectClose(make([0.7], [0.6]).logProb(tf.tensor2d(z, [4, 1])), exact, 1e-4);
  });

  it("sees what it moved: seenFrom inverts geodesics, to the edge", () => {
    const m = fromOrigin(row(-4, 3, 2)); // 5.4 from the origin: 1 - |m| is 0.009
    const v = tf.tensor2d([0.3, -1, 0.5, 1e-3, 0, 2e-3, -2, 1.5, 1, 0, 0, 0], [4, 3]);
    expectClose(seenFrom(m, moebius(m, fromOrigin(v))), v, 2e-4);
  });

  it("scores its own draws, which stay inside the ball and lie at normal distances along the axes (Kolmogorov-Smirnov)", () => {
    const q = wrappedNormal({ mean: tf.tensor2d([[1.2, -0.8]]), logScale: tf.log(tf.tensor2d([[0.5, 0.9]])) });
    const n = 2000;
    const { value, logProb } = q.draw(n, seeded(3n));
    expect([value.shape, logProb.shape]).toEqual([
      [n, 1, 2],
      [n, 1],
    ]);
    expectClose(q.logProb(value), logProb, 2e-3);
    const v = seenFrom(q.parameters.centre as tf.Tensor, tf.reshape(value, [n, 2]));
    const [x, y] = tf.unstack(v, 1) as [tf.Tensor, tf.Tensor];
    expect(kolmogorovSmirnov(x.dataSync(), (at) => normalCdf(at, 0, 0.5))).toBeLessThan(1.95);
    expect(kolmogorovSmirnov(y.dataSync(), (at) => normalCdf(at, 0, 0.9))).toBeLessThan(1.95);
    const far = make([0, 0], [30, 30]).draw(50, seeded(5n));
    expect(Math.max(...tf.sum(tf.square(far.value), -1).dataSync())).toBeLessThan(1);
  });

  it("has, around one centre, the KL divergence of its normals, and around two that of the disc, within 4 standard errors", () => {
    const n = 6000;
    const gaps = (q: ReturnType<typeof make>, p: ReturnType<typeof make>) => {
      const { value, logProb } = q.draw(n, seeded(7n));
      return meanAndError(tf.sub(logProb, p.logProb(value)).dataSync());
    };
    const same = gaps(make([0.9, 0.2], [0.4, 0.7]), make([0.9, 0.2], [1, 1]));
    const exact = [0.4, 0.7].reduce((sum, s) => sum + 0.5 * (s * s - 1) - Math.log(s), 0);
    expect(Math.abs(same.mean - exact)).toBeLessThan(4 * same.error);

    const [q, p] = [make([1.5, -0.7], [0.4, 0.9]), make([0, 0], [1, 1])];
    const { points, areas } = disc(250, 120, 8);
    const [logQ, logP] = [q.logProb(points), p.logProb(points)];
    const onDisc = tf.sum(tf.mul(areas, tf.mul(tf.exp(logQ), tf.sub(logQ, logP)))).dataSync()[0] as number;
    const apart = gaps(q, p);
    expect(Math.abs(apart.mean - onDisc)).toBeLessThan(4 * apart.error + 2e-3 * onDisc);
  });

  it("has the gradients of central differences, at the origin too, and none when frozen", () => {
    const z = row(0.3, -0.2, 0.5);
    const score = (mean: tf.Tensor, logScale: tf.Tensor) => tf.sum(wrappedNormal({ mean, logScale }).logProb(z));
    const logScale = row(-0.4, 0.2, 0.1);
    for (const mean of [row(0.7, 0.3, -1), row(0, 0, 0)]) {
      const gradient = tf.grad((m) => score(m, logScale))(mean);
      expectClose(
        gradient,
        centralDifference((m) => score(m, logScale), mean),
        3e-3,
      );
    }
    const drawn = (mean: tf.Tensor) =>
      tf.sum(tf.mul(wrappedNormal({ mean, logScale }).draw(3, seeded(2n)).value, row(0.3, 1, -2)));
    for (const mean of [row(0.7, 0.3, -1), row(0, 0, 0)]) {
      expectClose(tf.grad(drawn)(mean), centralDifference(drawn, mean), 3e-3);
    }
    const still = (m: tf.Tensor) => tf.add(tf.sum(wrappedNormal({ mean: m, logScale }).frozen().logProb(z)), tf.sum(m));
    expectClose(tf.grad(still)(row(0.7, 0.3, -1)), [1, 1, 1], 1e-6);
    expectClose(make([0, 2], [1, 1]).mode(), [0, Math.tanh(1)], 1e-6);
  });
});
