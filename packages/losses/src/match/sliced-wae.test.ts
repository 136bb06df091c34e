import { eagerContext } from "@elbo/program";
import type { Context } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { givenCodes, normals, readFixture, rowsOf } from "../test-support/given-codes.ts";
import { meanAndError, termsOf } from "../test-support/objective-value.ts";
import { slicedDistance } from "./sliced-distance.ts";
import { createSlicedWae, slicedWaeLoss } from "./sliced-wae.ts";

beforeAll(useCpu);
describeConformance("sliced-wae", configChecks(slicedWaeLoss, {}));

const along = (directions: tf.Tensor): Context => ({ ...eagerContext().context, noise: () => directions });

describe("slicedDistance", () => {
  it("is the sorted distance along given directions, with PyTorch's gradient (float64)", () => {
    const f = readFixture("discrepancies", import.meta.url);
    const value = (z: tf.Tensor) => slicedDistance(z, f("prior"), tf.ones([7]), 4, along(f("directions")));
    expectClose(value(f("z")), f("sliced"), 1e-5);
    expectClose(tf.grad(value)(f("z")), f("slicedGradient"), 1e-5);
  });

  it("is |shift|^2 / latent in expectation over directions, whatever the order of the codes", () => {
    const z = normals([9, 3]);
    const shift = [0.5, -1, 2];
    const prior = tf.add(tf.reverse(z, 0), shift);
    const each = Array.from(
      { length: 200 },
      (_, step) => slicedDistance(z, prior, tf.ones([9]), 4, eagerContext({ step }).context).dataSync()[0] as number,
    );
    const { mean, error } = meanAndError(each);
    expect(Math.abs(mean - 5.25 / 3)).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.1);
  });

  it("leaves padded rows out", () => {
    const [z, prior, directions] = [normals([5, 3]), normals([5, 3], 2), normals([4, 3], 3)];
    const first = (t: tf.Tensor) => tf.slice(t, [0, 0], [3, 3]);
    expectClose(
      slicedDistance(z, prior, tf.tensor1d([1, 1, 1, 0, 0]), 4, along(directions)),
      slicedDistance(first(z), first(prior), tf.ones([3]), 4, along(directions)),
      1e-5,
    );
  });
});

it("sliced-wae adds the distance to the reconstruction", () => {
  const part = () => {
    throw new Error("a number needs no schedule");
  };
  const loss = createSlicedWae({ kind: "sliced-wae", lambda: 3, projections: 8 }, { part });
  const z = normals([6, 2]);
  const terms = termsOf(loss, "sliced-wae", givenCodes({ z, prior: tf.reverse(z, 0) }), rowsOf(6));
  expect(Object.keys(terms)).toEqual(["reconstruction", "sliced-distance"]);
  expect(terms["sliced-distance"]?.weight).toBe(3);
  expectClose(terms["sliced-distance"]?.value as tf.Tensor, 0, 1e-6);
});
