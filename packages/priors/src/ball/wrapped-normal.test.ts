import { eagerContext } from "@elbo/program";
import { ConfigError, type Definition, type Distribution } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createWrappedNormal, wrappedNormalPrior } from "./wrapped-normal.ts";

beforeAll(useCpu);
describeConformance("wrapped-normal", configChecks(wrappedNormalPrior as Definition, {}));

const make = (scale: number, shape: readonly number[]) =>
  createWrappedNormal({ kind: "wrapped-normal", scale }, { site: { name: "z", shape } });
const at = (scale: number, shape: readonly number[]) =>
  make(scale, shape).distribution({}, fakeGiven(), eagerContext().context);

describe("wrapped-normal", () => {
  it("is a normal of geodesic distances from the centre, in the ball's own measure", () => {
    const z = [
      [0.5, -0.3, 0.1],
      [0, 0.9, 0],
    ];
    const exact = z.map((point) => {
      const r = 2 * Math.atanh(Math.hypot(...point));
      const normal = -0.5 * (r / 0.8) ** 2 - 3 * Math.log(0.8) - 1.5 * Math.log(2 * Math.PI);
      return normal - 2 * Math.log(Math.sinh(r) / r);
    });
    const p = at(0.8, [3]);
    expect([p.batchShape, make(1, [3]).space]).toEqual([[], "ball"]);
    expectClose(p.logProb?.(tf.tensor2d(z)) as tf.Tensor, exact, 1e-4);
  });

  it("is, with scale sqrt(c), the paper's prior on a ball of curvature -c", () => {
    // y lies in the ball of radius 1 / sqrt(c); its density times (dy's measure) is that of sqrt(c) y.
    const c = 0.7;
    const y = [0.4, -0.6];
    const length = Math.hypot(...y);
    const r = (2 / Math.sqrt(c)) * Math.atanh(Math.sqrt(c) * length); // d_c(0, y)
    const own = -0.5 * r * r - Math.log(2 * Math.PI) + Math.log((Math.sqrt(c) * r) / Math.sinh(Math.sqrt(c) * r));
    const found = at(Math.sqrt(c), [2]).logProb?.(tf.tensor2d([y.map((v) => Math.sqrt(c) * v)])) as tf.Tensor;
    // The ball's measure is c times the paper's in two dimensions.
    expectClose(found, [own - Math.log(c)], 1e-4);
  });

  it("draws at distances whose squares have the stated mean, within four standard errors", () => {
    const n = 4000;
    const p = at(0.8, [3]) as Required<Distribution>;
    const { value } = p.draw(n, eagerContext({ seed: 2n }).context);
    const lengths = tf.sqrt(tf.sum(tf.square(value), 1)).dataSync();
    const squares = Array.from(lengths, (v) => (2 * Math.atanh(v)) ** 2 / 0.64);
    const mean = squares.reduce((a, b) => a + b, 0) / n;
    expect(Math.abs(mean - 3)).toBeLessThan(4 * Math.sqrt(6 / n)); // chi squared of 3
  });

  it("refuses events of several axes, and to stand alone", () => {
    expect(() => make(1, [2, 2])).toThrow(/one axis/);
    expect(() => createWrappedNormal({ kind: "wrapped-normal", scale: 1 }, {})).toThrow(ConfigError);
  });
});
