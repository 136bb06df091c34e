import { standardNormal } from "@elbo/distributions";
import { eagerContext, initialise } from "@elbo/program";
import type { Definition, Latents, Prior } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, fakeGiven, subjectChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { fakeWiring } from "../../fixtures/wiring.ts";
import { gaussianPosterior } from "../posteriors/gaussian.ts";
import { jointLatents } from "./joint.ts";
import { createSingle } from "./single.ts";

beforeAll(useCpu);

/** N(shift, I): a prior with a parameter, to be told apart by site. */
const shifted: Definition<unknown, Prior> = {
  family: "prior",
  kind: "standard-normal",
  summary: "N(shift, I)",
  config: () => z.unknown(),
  create: (_config, { site }) => ({
    params: {
      shift: {
        shape: site?.shape ?? [],
        init: (shape) => new Float32Array(shape[0] ?? 1).fill(site?.name === "a" ? 0.5 : -2),
      },
    },
    distribution: (params) => {
      const { shift } = params as never as { shift: tf.Tensor };
      const p = standardNormal(site?.shape ?? []);
      return { ...p, logProb: (value: tf.Tensor) => p.logProb(tf.sub(value, shift)) };
    },
  }),
};
const wiring = fakeWiring([shifted, gaussianPosterior] as never);
const gaussian = (dimension: number) => ({ kind: "gaussian", dimension, logVarianceRange: [-14, 6] });
const config = {
  sites: [
    { name: "a", posterior: gaussian(1) },
    { name: "b", posterior: gaussian(2) },
  ],
};
const parse = (value: object) => jointLatents.config(() => z.any()).parse({ kind: "joint", ...value });
const make = (value: object = config): Latents => jointLatents.create(parse(value), wiring) as Latents;
const latents = make();
const features = (batch: number) =>
  Object.fromEntries(
    Object.entries(latents.features).map(([name, [width = 1]], i) => {
      const all = tf.reshape(tf.sin(tf.add(i, tf.mul(1.7, tf.range(0, 4 * width)))), [4, width]);
      return [name, tf.slice(all, [0, 0], [batch, width])];
    }),
  );

describeConformance("joint", [
  ...configChecks(jointLatents as Definition, config),
  ...subjectChecks({
    params: latents.params,
    call: (values, batch, context) =>
      Object.fromEntries(
        ["a", "b"].map((site) => {
          const scope = context.at(`walk-${site}`);
          const q = latents.posterior(
            values as never,
            site,
            null,
            features(batch),
            fakeGiven({ lead: [batch] }),
            scope,
          );
          const value = q.draw?.(1, scope.at("draw")).value as tf.Tensor;
          return [
            site,
            latents.prior(values as never, site, null, fakeGiven(), scope.at("p")).logProb?.(value) as tf.Tensor,
          ];
        }),
      ),
    batchAxis: 1,
    random: true,
  }),
]);

describe("joint", () => {
  it("is a structure of one site for each, with features and parameters under its name", () => {
    expect(latents.sites).toEqual([
      { name: "a", shape: [1] },
      { name: "b", shape: [2] },
    ]);
    expect(Object.keys(latents.features)).toEqual(["a.mean", "a.log-variance", "b.mean", "b.log-variance"]);
    expect(Object.keys(latents.facts)).toEqual(["a", "b"]);
    const values = initialise(latents.params) as never as { prior: { b: never } };
    const seen = features(3);
    const { context } = eagerContext();
    const alone = createSingle({ kind: "single", posterior: gaussian(2), transports: [] }, wiring, "b");
    const own = { mean: seen["b.mean"] as tf.Tensor, "log-variance": seen["b.log-variance"] as tf.Tensor };
    const point = tf.tensor2d([0.3, 1, -1, 2, 0, 0.5], [3, 2]);
    const given = fakeGiven({ lead: [3] });
    const single = { posterior: { posterior: {}, transports: {} }, prior: values.prior.b } as never;
    expectClose(
      latents.posterior(values as never, "b", null, seen, given, context.at("q")).logProb?.(point) as tf.Tensor,
      alone.posterior(single, "b", null, own, given, context.at("alone")).logProb?.(point) as tf.Tensor,
      0,
    );
    // N((0.3, 1); -2, I) and so on, by hand.
    const expected = [
      [0.3, 1],
      [-1, 2],
      [0, 0.5],
    ].map((row) => row.reduce((sum, v) => sum - 0.5 * ((v + 2) ** 2 + Math.log(2 * Math.PI)), 0));
    expectClose(
      latents.prior(values as never, "b", null, given, context.at("p")).logProb?.(point) as tf.Tensor,
      expected,
      1e-6,
    );
  });

  it("refuses two sites of one name", () => {
    const twice = { sites: [config.sites[0], config.sites[0]] };
    expect(() => make(twice)).toThrow(/two sites have the same name.*got a, a/);
  });
});
