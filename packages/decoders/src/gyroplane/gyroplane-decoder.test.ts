import { fromOrigin, moebius, seenFrom } from "@elbo/distributions";
import { eagerContext, initialise, norm } from "@elbo/program";
import type { Decoder, Shape, Wiring } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, fakeGiven, subjectChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createDenseDecoder, denseDecoder } from "../dense/dense-decoder.ts";
import { createGyroplaneDecoder, gyroplaneDecoder, gyroplanes } from "./gyroplane-decoder.ts";

beforeAll(useCpu);

const dense = denseDecoder
  .config(() => {
    throw new Error("no nested parts");
  })
  .parse({ kind: "dense", hidden: [], activation: "tanh" });
const wiring = (latents: Readonly<Record<string, Shape>>): Wiring => ({
  fields: {},
  features: {},
  latents,
  outputs: { mean: [3] },
  part: <R>(_family: unknown, config: unknown, more: { latents?: Readonly<Record<string, Shape>> } = {}) =>
    ((config as { kind: string }).kind === "dense"
      ? createDenseDecoder(config as typeof dense, { latents: more.latents ?? {}, outputs: { mean: [3] } })
      : ({
          params: {},
          outputs: () => ({}),
          stepper: { length: 2, begin: (_: unknown, z: object) => z, step: () => ({ outputs: {}, carry: {} }) },
        } as unknown as Decoder)) as R,
});
const make = (latents: Readonly<Record<string, Shape>> = { z: [2] }, of: unknown = dense) =>
  createGyroplaneDecoder({ kind: "gyroplane", site: "z", units: 4, activation: "tanh", of }, wiring(latents));

/** Points of the ball, `[4, 2]`. */
const points = () => fromOrigin(tf.tensor2d([0.3, -0.4, 1.5, 0.2, -2.5, 1, 0.01, 4], [4, 2]));
const z = (batch: number) => ({ z: tf.slice(points(), [0, 0], [batch, 2]) });
const decoder = make();

describeConformance("gyroplane", [
  ...configChecks(gyroplaneDecoder as never, { of: { kind: "dense" } }),
  ...subjectChecks({
    params: decoder.params,
    call: (params, batch, context) => decoder.outputs(params as never, z(batch), fakeGiven({ lead: [batch] }), context),
    batchAxis: 0,
    random: false,
  }),
]);

describe("distances to hyperplanes", () => {
  const weight = () => tf.tensor2d([1.2, -0.3, 0.5, 0.8], [2, 2]); // normals (1.2, 0.5) and (-0.3, 0.8)
  const through = () => tf.tensor2d([0.7, -0.2, -1.1, 0.4], [2, 2]);

  it("are the shortest ones along the ball, on the side that the normal shows", () => {
    const found = gyroplanes({ weight: weight(), through: through() }, points()).arraySync() as number[][];
    const normals = tf.transpose(weight()).arraySync() as number[][];
    const at = fromOrigin(through());
    for (const unit of [0, 1]) {
      const [a = 0, b = 0] = normals[unit] as number[];
      const size = Math.hypot(a, b);
      // In two dimensions the hyperplane is the geodesic through p along (-b, a).
      const steps = tf.mul(tf.linspace(-12, 12, 24001), 1 / size);
      const line = fromOrigin(tf.stack([tf.mul(steps, -b), tf.mul(steps, a)], 1));
      const plane = moebius(tf.slice(at, [unit, 0], [1, 2]), line);
      for (const row of [0, 1, 2, 3]) {
        const point = tf.slice(points(), [row, 0], [1, 2]);
        const shortest = tf.min(norm(seenFrom(point, plane), 1)).arraySync() as number;
        const side = seenFrom(tf.slice(at, [unit, 0], [1, 2]), point).arraySync() as number[][];
        const [x = 0, y = 0] = side[0] as number[];
        const expected = Math.sign(a * x + b * y) * size * shortest;
        expect(Math.abs((found[row]?.[unit] as number) - expected)).toBeLessThan(2e-3 * size);
      }
    }
  });

  it("of hyperplanes through the origin are <v, w> nearby", () => {
    const v = tf.tensor2d([0.003, -0.004, 0.001, 0.002], [2, 2]);
    const found = gyroplanes({ weight: weight(), through: tf.zeros([2, 2]) }, fromOrigin(v));
    expectClose(found, tf.matMul(v, weight()), 1e-5);
  });

  it("keep digits near the edge, and gradients where weights are 0", () => {
    const far = fromOrigin(tf.tensor2d([9, 0], [1, 2]));
    const found = gyroplanes({ weight: tf.tensor2d([2, 0], [2, 1]), through: tf.zeros([1, 2]) }, far);
    expectClose(found, tf.tensor2d([18], [1, 1]), 1e-2);
    const gradients = tf.grads((w: tf.Tensor, t: tf.Tensor) => tf.sum(gyroplanes({ weight: w, through: t }, points())))(
      [tf.zeros([2, 2]), tf.zeros([2, 2])],
    );
    for (const gradient of gradients) expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
  });
});

describe("the decoder behind them", () => {
  it("reads distances of the site, and other latents as they are", () => {
    const both = make({ z: [2], condition: [3] });
    const params = initialise(both.params) as never as { planes: never; of: never };
    const latents = { ...z(4), condition: tf.reshape(tf.range(0, 12), [4, 3]) };
    const found = both.outputs(params as never, latents, fakeGiven({ lead: [4] }), eagerContext().context);
    const alone = createDenseDecoder(dense, { latents: { z: [4], condition: [3] }, outputs: { mean: [3] } });
    const expected = alone.outputs(
      params.of,
      { ...latents, z: tf.tanh(gyroplanes(params.planes, latents.z)) },
      fakeGiven({ lead: [4] }),
      eagerContext().context,
    );
    expectClose(found.mean as tf.Tensor, expected.mean as tf.Tensor, 0);
  });

  it("may write token by token", () => {
    const { stepper, params } = make({ z: [2] }, { kind: "recurrent" });
    const begun = stepper?.begin(initialise(params) as never, z(3), fakeGiven({ lead: [3] }), eagerContext().context);
    expect(begun?.z?.shape).toEqual([3, 4]);
    expect(decoder.stepper).toBeUndefined();
  });

  it("is refused without a ball", () => {
    expect(() => make({ a: [2], b: [3] })).toThrow(/expected the name of a site \[latent\], got z, of a, b/);
    expect(() => make({ z: [7, 7, 2] })).toThrow(/got z \[7, 7, 2\]/);
    expect(decoder.needs?.sites?.z?.posterior?.ball).toBeDefined();
  });
});
