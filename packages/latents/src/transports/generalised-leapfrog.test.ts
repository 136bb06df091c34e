import { logDeterminant } from "@elbo/program";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { type Field, generalisedLeapfrog } from "./generalised-leapfrog.ts";
import { leapfrog, type Phase } from "./leapfrog.ts";
import { centroidMetric } from "./metric.ts";

beforeAll(useCpu);

/** log p(z) = -|z|^4 / 4 + cos(z1 z2): not linear, not separable. `[point]` */
const logDensity = (z: tf.Tensor) => {
  const [a, b] = tf.split(z, 2, -1) as [tf.Tensor, tf.Tensor];
  return tf.add(tf.mul(-0.25, tf.square(tf.sum(tf.square(z), -1))), tf.squeeze(tf.cos(tf.mul(a, b)), [-1]));
};
const force = (z: tf.Tensor) => tf.grad((at: tf.Tensor) => tf.sum(logDensity(at)))(z);
const field = (over: { centroids?: tf.Tensor; regularisation?: number } = {}): Field => ({
  force,
  metric: centroidMetric({
    centroids: tf.tensor2d([0.5, -0.3, -0.8, 0.4, 0.1, -1], [3, 2]),
    matrices: tf.tensor3d([1.2, 0.3, 0.3, 0.8, 0.6, -0.2, -0.2, 1.5, 0.9, 0.1, 0.1, 0.4], [3, 2, 2]),
    temperature: 1.2,
    regularisation: 0.3,
    ...over,
  }),
});
const start = (): Phase => ({
  position: tf.tensor2d([0.4, -0.7, -0.2, 0.5], [2, 2]),
  momentum: tf.tensor2d([0.9, 0.3, -0.6, 0.8], [2, 2]),
});
const sizes = () => tf.tensor([0.2, 0.1]);

/** H at the end of a trajectory, `[point]`. */
const energy = ({ position, momentum }: Phase, { metric }: Field) => {
  const place = metric(position);
  const kinetic = tf.mul(0.5, tf.sum(tf.mul(momentum, place.velocity(momentum)), 1));
  return tf.add(tf.sub(place.halfLogDet, logDensity(position)), kinetic);
};

describe("the generalised leapfrog", () => {
  it("is the leapfrog where the metric is constant, whatever the number of iterations", () => {
    const flat = field({ centroids: tf.fill([3, 2], 1e3), regularisation: 1 });
    for (const iterations of [1, 4]) {
      const found = generalisedLeapfrog(start(), flat, {
        steps: 5,
        stepSize: sizes(),
        iterations,
        cooling: () => tf.scalar(0.9),
      });
      const expected = leapfrog(start(), force, { steps: 5, stepSize: sizes(), cooling: () => tf.scalar(0.9) });
      expectClose(found.position, expected.position, 1e-6);
      expectClose(found.momentum, expected.momentum, 1e-6);
      expectClose(logDeterminant(found.volume), [0, 0], 0);
    }
  });

  it("comes back with the momentum turned round, once its equations are solved, and does not before", () => {
    const gap = (iterations: number) => {
      const how = { steps: 5, stepSize: sizes(), iterations };
      const end = generalisedLeapfrog(start(), field(), how);
      expect(tf.max(tf.abs(tf.sub(end.position, start().position))).dataSync()[0]).toBeGreaterThan(0.1);
      const back = generalisedLeapfrog({ position: end.position, momentum: tf.neg(end.momentum) }, field(), how);
      const gaps = [tf.sub(back.position, start().position), tf.add(back.momentum, start().momentum)];
      return Math.max(...gaps.map((x) => tf.max(tf.abs(x)).dataSync()[0] as number));
    };
    expect(gap(12)).toBeLessThan(5e-6);
    expect(gap(1)).toBeGreaterThan(1e-3);
  });

  it("keeps volumes once its equations are solved, by the determinant that it carries", () => {
    const change = (iterations: number) => {
      const end = generalisedLeapfrog(start(), field(), { steps: 5, stepSize: sizes(), iterations });
      return tf.max(tf.abs(logDeterminant(end.volume))).dataSync()[0] as number;
    };
    expect(change(12)).toBeLessThan(2e-6);
    expect(change(1)).toBeGreaterThan(1e-3);
    expect(change(3)).toBeLessThan(change(1) / 10);
  });

  it.each([
    [1, undefined],
    [2, undefined],
    [3, 0.9],
  ])(
    "carries the determinant of the map as computed: %i iterations, cooling %s (Jacobian by central differences)",
    (iterations, factor) => {
      const h = 1e-2;
      const how = {
        ...{ steps: 3, stepSize: tf.tensor([0.5, 0.4]), iterations },
        ...(factor === undefined ? {} : { cooling: () => tf.scalar(factor) }),
      };
      const ends = (along: number, sign: number) => {
        const shift = tf.tensor2d(
          [0, 1, 2, 3].map((i) => (i === along ? sign * h : 0)),
          [1, 4],
        );
        const [dz, dr] = tf.split(shift, 2, 1) as [tf.Tensor, tf.Tensor];
        const from = { position: tf.add(start().position, dz), momentum: tf.add(start().momentum, dr) };
        const { position, momentum } = generalisedLeapfrog(from, field(), how);
        return tf.concat([position, momentum], 1);
      };
      const columns = [0, 1, 2, 3].map((i) => tf.div(tf.sub(ends(i, 1), ends(i, -1)), 2 * h));
      const cooled = factor === undefined ? 0 : 2 * 3 * Math.log(factor);
      const carried = tf.add(logDeterminant(generalisedLeapfrog(start(), field(), how).volume), cooled);
      const largest = tf.max(tf.abs(tf.sub(carried, cooled))).dataSync()[0] as number;
      const gap = tf.max(tf.abs(tf.sub(logDeterminant(tf.stack(columns, 2)), carried))).dataSync()[0] as number;
      expect(gap).toBeLessThan(2e-3);
      if (iterations === 1) expect(largest).toBeGreaterThan(0.05);
    },
  );

  it("keeps its energy up to an error that falls as the square of the step", () => {
    const drift = (steps: number) => {
      const end = generalisedLeapfrog(start(), field(), { steps, stepSize: tf.scalar(1.6 / steps), iterations: 12 });
      return tf.max(tf.abs(tf.sub(energy(end, field()), energy(start(), field())))).dataSync()[0] as number;
    };
    const ratio = drift(8) / drift(16);
    expect(ratio).toBeGreaterThan(3);
    expect(ratio).toBeLessThan(5);
  });
});
