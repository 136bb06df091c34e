import { initialise } from "@elbo/program";
import type { Definition } from "@elbo/spec";
import { describeConformance, expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { makeTransport, transportChecks } from "../test-support/transport-checks.ts";
import { splineTransport } from "./spline.ts";

beforeAll(useCpu);

const config = { length: 2, bins: 3, bound: 3, hidden: [5], activation: "tanh", context: 2 };
describeConformance("spline, coupling", transportChecks(splineTransport as Definition, config));
describeConformance(
  "spline, autoregressive",
  transportChecks(splineTransport as Definition, { ...config, form: "autoregressive" }, { share: 0.4 }), // masked weights
);

it.each(["coupling", "autoregressive"])("starts as the identity, up to the order of latents: %s", (form) => {
  const transport = makeTransport(splineTransport as Definition, { ...config, form, length: 1 }, [3]);
  const from = { value: tf.tensor3d([[[1, -2, 7]]]), logProb: tf.zeros([1, 1]) };
  const features = { context: tf.ones([1, 2]) };
  const { value, logProb } = transport.move(initialise(transport.params), from, features, fakeGiven(), {} as never);
  expectClose(value, from.value);
  expect(logProb.dataSync()[0]).toBeCloseTo(0, 4);
});
