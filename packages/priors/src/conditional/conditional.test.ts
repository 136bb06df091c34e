import { eagerContext, initialise } from "@elbo/program";
import { ConfigError, type Distribution, type Values } from "@elbo/spec";
import {
  configChecks,
  densityChecks,
  describeConformance,
  expectClose,
  fakeGiven,
  subjectChecks,
  useCpu,
} from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { type ConditionalParams, conditionalPrior, createConditional } from "./conditional.ts";

beforeAll(useCpu);

const wiring = { site: { name: "z", shape: [2] }, condition: { width: 3, of: ["label"], into: [] } };
const make = (hidden: number[], variance: "learned" | "unit" = "learned") =>
  createConditional({ kind: "conditional", hidden, activation: "tanh", variance }, wiring);
const prior = make([4]);
const classes = tf.tensor2d([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0], [4, 3]);
const values = tf.tensor2d([0.3, -1, 2, 0.7, -0.4, 1.1, 1.5, -2], [4, 2]);
const rows = (x: tf.Tensor, batch: number) => tf.slice(x, [0, 0], [batch, -1]);

describeConformance("conditional", [
  ...configChecks(conditionalPrior as never, { hidden: [4] }),
  ...subjectChecks({
    params: prior.params,
    call: (params, batch, context) => {
      const given = fakeGiven({ lead: [batch], condition: rows(classes, batch) });
      const p = prior.distribution(params as Values<ConditionalParams>, given, context);
      return { logProb: p.logProb?.(rows(values, batch)) as tf.Tensor };
    },
    batchAxis: 0,
    random: false,
  }),
  ...densityChecks((context) =>
    prior.distribution(initialise(prior.params, { seed: 3n }), fakeGiven({ condition: rows(classes, 1) }), context),
  ),
]);

it("is N(W c + b, exp(7 tanh((V c + d) / 7))) of its own class, by hand", () => {
  const linear = make([]);
  const params = initialise(linear.params, { seed: 5n }) as never as {
    heads: Record<"mean" | "log-variance", { weight: tf.Tensor; bias: tf.Tensor }>;
  };
  const p = linear.distribution(params as never, fakeGiven({ lead: [4], condition: classes }), eagerContext().context);
  expect(p.batchShape).toEqual([4]);
  const found = p.logProb?.(values).dataSync() as Float32Array;
  const at = ({ weight, bias }: { weight: tf.Tensor; bias: tf.Tensor }, row: number) => {
    const [w, b] = [weight.dataSync(), bias.dataSync()];
    return [0, 1].map((d) => (w[2 * row + d] as number) + (b[d] as number));
  };
  const z = values.dataSync();
  const expected = [0, 1, 2, 0].map((label, i) => {
    const [mean, raw] = [at(params.heads.mean, label), at(params.heads["log-variance"], label)];
    return [0, 1].reduce((sum, d) => {
      const logVariance = 7 * Math.tanh((raw[d] as number) / 7);
      const off = (z[2 * i + d] as number) - (mean[d] as number);
      return sum - 0.5 * (Math.log(2 * Math.PI) + logVariance + off ** 2 / Math.exp(logVariance));
    }, 0);
  });
  expectClose(found, expected, 1e-5);
});

it("has variance 1 where that is asked for, and one mean per sample where the condition has samples", () => {
  const unit = make([4], "unit");
  expect(Object.keys(unit.params.heads)).toEqual(["mean"]);
  const params = initialise(unit.params, { seed: 5n });
  const at = (condition: tf.Tensor) =>
    unit.distribution(params, fakeGiven({ condition }), eagerContext().context) as Distribution;
  const [flat, lifted] = [at(classes), at(tf.reshape(classes, [2, 2, 3]))];
  expect([flat.batchShape, lifted.batchShape]).toEqual([[4], [2, 2]]);
  const means = (lifted.mean as () => tf.Tensor)();
  expectClose(means, (flat.mean as () => tf.Tensor)().dataSync(), 0);
  expect(means.shape).toEqual([2, 2, 2]);
  const off = tf.sum(tf.square(tf.sub(tf.reshape(values, [2, 2, 2]), means)), 2);
  const expected = tf.sub(-Math.log(2 * Math.PI), tf.mul(off, 0.5)); // two coordinates of variance 1
  expectClose(lifted.logProb?.(tf.reshape(values, [2, 2, 2])) as tf.Tensor, expected.dataSync(), 1e-6);
});

it("refuses a config without a condition", () => {
  const attempt = () =>
    createConditional(
      { kind: "conditional", hidden: [], activation: "relu", variance: "learned" },
      { site: wiring.site },
    );
  expect(attempt).toThrow(ConfigError);
  expect(attempt).toThrow(/needs a condition.*Add `condition: \{ field: label \}`/);
});
