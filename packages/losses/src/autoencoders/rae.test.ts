import { eagerContext } from "@elbo/program";
import { configChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { givenCodes, normals, rowsOf } from "../test-support/given-codes.ts";
import { batchOf, exactInference, linearGaussian } from "../test-support/linear-gaussian.ts";
import { meanAndError, termsOf } from "../test-support/objective-value.ts";
import { jacobianPenalty } from "./gradient-penalty.ts";
import { createRae, type RaeConfig, raeLoss } from "./rae.ts";

beforeAll(useCpu);
describeConformance("rae", configChecks(raeLoss, {}));

const schema = raeLoss.config(() => {
  throw new Error("no nested parts");
});
const make = (options: object = {}) => createRae(schema.parse({ kind: "rae", ...options }) as RaeConfig);
/** |W|^2 of the linear decoder: squared lengths of its columns. */
const squared = 1.2 ** 2 + 0.7 ** 2;

describe("rae", () => {
  it("adds half the squared length of the codes, weighed by embedding", () => {
    const z = normals([5, 2]);
    const terms = termsOf(make({ embedding: 0.3, regulariser: { kind: "none" } }), "rae", givenCodes({ z }), rowsOf(5));
    expectClose(terms.embedding?.value as tf.Tensor, tf.mul(tf.sum(tf.square(z), 1), 0.5), 1e-6);
    expect([terms.embedding?.weight, Object.keys(terms)]).toEqual([0.3, ["reconstruction", "embedding"]]);
  });

  it("L2: the decoder's squared parameters", () => {
    const terms = termsOf(make(), "rae", linearGaussian(exactInference()), batchOf(normals([3, 3])));
    expectClose(terms["decoder-norm"]?.value as tf.Tensor, squared, 1e-6);
    expect([terms["decoder-norm"]?.weight, terms["decoder-norm"]?.over]).toEqual([1e-7, "batch"]);
    const without = { ...linearGaussian(exactInference()), params: {} };
    expect(() => termsOf(make(), "rae", without, batchOf(normals([3, 3])))).toThrow(/no parameter to keep small/);
  });

  it("gradient penalty: a linear decoder's squared Frobenius norm in expectation, within four standard errors", () => {
    const loss = make({ regulariser: { kind: "gradient-penalty", weight: 2 } });
    const terms = termsOf(loss, "rae", linearGaussian(exactInference()), batchOf(normals([4000, 3])));
    const { mean, error } = meanAndError(terms["gradient-penalty"]?.value.dataSync() as Float32Array);
    expect(error).toBeLessThan(0.05);
    expect(Math.abs(mean - squared)).toBeLessThan(4 * error);
    expect(terms["gradient-penalty"]?.weight).toBe(2);
  });

  it("gradient penalty: |d sin(a z) / dz|^2 = a^2 cos(a z)^2 of a decoder with one output, and its derivatives", () => {
    const z = normals([6, 1]);
    const v = tf.add(tf.abs(normals([6, 1], 5)), 0.5);
    const context = { ...eagerContext().context, noise: () => v };
    const value = (a: tf.Tensor, at: tf.Tensor) => {
      const model = givenCodes({ z: at });
      const likelihood = { ...model.decode({}, {}, context) };
      const bent = {
        ...model,
        decode: ({ z: x }: { readonly [n: string]: tf.Tensor }) => ({
          ...likelihood,
          mean: () => tf.sin(tf.mul(a, x as tf.Tensor)),
        }),
      };
      const sites = model.infer({}, { samples: 1 }, context).sites;
      return jacobianPenalty(bent, sites, rowsOf(6), { ...context, at: () => context });
    };
    const a = tf.scalar(1.3);
    const slope = (angle: tf.Tensor) => tf.mul(tf.square(v), tf.square(tf.cos(angle)));
    const angle = tf.mul(z, a);
    expectClose(value(a, z), tf.reshape(tf.mul(slope(angle), 1.69), [6]), 1e-5);
    const exact = tf.mul(tf.mul(tf.square(v), tf.mul(tf.sin(tf.mul(angle, 2)), -(1.3 ** 3))), 1); // d/dz
    expectClose(tf.grad((at) => tf.sum(value(a, at)))(z), exact, 1e-4);
  });

  it("gradient penalty: nothing of a site that the decoder does not read", () => {
    const model = linearGaussian(exactInference(), { split: true });
    const { sites } = model.infer(batchOf(normals([5, 3])), { samples: 1 }, eagerContext().context);
    const v = normals([5, 1], 5);
    const context = { ...eagerContext().context, noise: () => v };
    const likelihood = { ...givenCodes({ z: normals([5, 1]) }).decode({}, {}, context) };
    const first: typeof model = {
      ...model,
      decode: ({ first: x }) => ({ ...likelihood, mean: () => tf.mul(3, x as tf.Tensor) }),
    };
    const penalty = jacobianPenalty(first, sites, rowsOf(5), { ...context, at: () => context });
    expectClose(penalty, tf.reshape(tf.mul(9, tf.square(v)), [5]), 1e-5);
  });

  it("refuses a likelihood without a mean", () => {
    const model = givenCodes({ z: normals([3, 2]) });
    const { mean: _, ...bare } = model.decode({}, {}, eagerContext().context);
    const loss = make({ regulariser: { kind: "gradient-penalty" } });
    expect(() => termsOf(loss, "rae", { ...model, decode: () => bare }, rowsOf(3))).toThrow(/has a mean.*without one/);
  });
});
