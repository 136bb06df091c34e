import { normalDiagonal } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import type { Definition } from "@elbo/spec";
import { describeConformance, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { makeTransport, transportChecks } from "../test-support/transport-checks.ts";
import { householderTransport } from "./householder.ts";

beforeAll(useCpu);

describeConformance("householder", transportChecks(householderTransport as Definition, { length: 3 }));

it("gives a diagonal Gaussian the covariance H diag(s^2) H', with H from the vectors", () => {
  const transport = makeTransport(householderTransport as Definition, { length: 1 }, [2]);
  const base = normalDiagonal({ mean: tf.zeros([1, 2]), scale: tf.tensor2d([[2, 0.5]]), eventAxes: 1 });
  const features = { vector: tf.tensor2d([[1, 2]]) }; // H = [[0.6, -0.8], [-0.8, -0.6]]
  const draw = base.draw(1, eagerContext({ seed: 4n }).context);
  const { value, logProb } = transport.move({}, draw, features, fakeGiven(), {} as never);
  const [z0, z1] = value.dataSync() as unknown as [number, number];
  const [u0, u1] = [(0.6 * z0 - 0.8 * z1) / 2, (-0.8 * z0 - 0.6 * z1) / 0.5];
  const expected = -0.5 * (u0 ** 2 + u1 ** 2) - Math.log(2 * Math.PI); // |det| of the covariance is 1
  expect(logProb.dataSync()[0]).toBeCloseTo(expected, 4);
});
