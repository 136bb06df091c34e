import { klDivergence } from "@elbo/distributions";
import { eagerContext, zeros } from "@elbo/program";
import { ConfigError, type Context, type Encoder, type Field, type ParamSpec, type Wiring } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { normals } from "../test-support/given-codes.ts";
import { batchOf, linearGaussian, wrongInference } from "../test-support/linear-gaussian.ts";
import { termsOf } from "../test-support/objective-value.ts";
import { createVaeGan, vaeGanLoss } from "./vae-gan.ts";

beforeAll(useCpu);
describeConformance("vae-gan", configChecks(vaeGanLoss, { discriminator: { kind: "any" } }));

/** An encoder whose feature is x W; it counts its passes in a state. */
const linearEncoder: Encoder<{
  readonly weight: ParamSpec;
  readonly passes: ParamSpec;
  readonly [name: string]: ParamSpec;
}> = {
  params: { weight: { shape: [3, 2], init: zeros }, passes: { shape: [], init: zeros, state: true } },
  apply: ({ weight, passes }, { x }, context) => {
    context.update(passes, tf.add(passes, 1));
    return { feature: tf.matMul(x as tf.Tensor, weight) };
  },
};
const asked: object[] = [];
const wiring = (support: Field["support"] = "real") => ({
  fields: { x: { shape: [3], dtype: "float32", support } as const },
  part: <R>(family: string, config: unknown, more: object = {}) => {
    asked.push({ family, config, ...more });
    return linearEncoder as R;
  },
});
const config = { kind: "vae-gan", discriminator: { kind: "any" }, features: 2, gamma: 5 } as const;
const loss = createVaeGan(config, wiring() as Pick<Wiring, "part" | "fields">);
const params = () => ({
  body: { weight: tf.tensor2d([0.5, -1, 0.3, 0.8, -0.6, 0.2], [3, 2]), passes: tf.scalar(0) },
  logit: { weight: tf.tensor2d([1.1, -0.7], [2, 1]), bias: tf.tensor1d([0.2]) },
});
const x = () => batchOf(normals([4, 3]));
const model = () => linearGaussian(wrongInference());
const terms = (objective: string, values: object = params()) =>
  termsOf(loss, objective, model(), x(), { params: values, seed: 3n });

describe("vae-gan", () => {
  it("has the registry's encoder as its discriminator, with one feature", () => {
    expect(asked[0]).toEqual({ family: "encoder", config: { kind: "any" }, features: { feature: [2] } });
  });

  it("compares x with its reconstruction in the feature, for encoder and decoder alike", () => {
    const { likelihood, sites } = model().infer(x(), { samples: 1 }, eagerContext({ seed: 3n }).context);
    const difference = tf.sub(x().x as tf.Tensor, tf.squeeze(likelihood.mean?.() as tf.Tensor, [0]));
    const gap = tf.sum(tf.square(tf.matMul(difference as tf.Tensor2D, params().body.weight)), 1);
    const exact = tf.add(tf.mul(gap, 0.5), Math.log(2 * Math.PI)); // two features
    for (const objective of ["encoder", "decoder"]) {
      expectClose(terms(objective)["feature-reconstruction"]?.value as tf.Tensor, exact, 1e-5);
    }
    const [site] = sites as unknown as [(typeof sites)[number]];
    expectClose(terms("encoder").kl?.value as tf.Tensor, klDivergence(site.q, site.p) as tf.Tensor, 1e-6);
    expect(terms("decoder")["feature-reconstruction"]?.weight).toBe(5);
    expect(terms("encoder").reconstruction?.weight).toBe(0);
  });

  it("judges by cross-entropy of data, reconstructions and examples from the prior; the decoder deceives", () => {
    const logit = (of: tf.Tensor) =>
      tf.add(
        tf.matMul(tf.leakyRelu(tf.matMul(of as tf.Tensor2D, params().body.weight), 0.2), params().logit.weight),
        0.2,
      );
    const context = eagerContext({ seed: 3n }).context;
    const decoded = tf.squeeze(model().infer(x(), { samples: 1 }, context).likelihood.mean?.() as tf.Tensor, [0]);
    const drawn = model().generate([4], x(), context.at("prior")).x.mean?.() as tf.Tensor;
    const softplus = (sign: 1 | -1, of: tf.Tensor) => tf.softplus(tf.mul(logit(of), sign));
    const entropy = tf.addN([softplus(-1, x().x as tf.Tensor), softplus(1, decoded), softplus(1, drawn)]);
    expectClose(terms("discriminator")["cross-entropy"]?.value as tf.Tensor, tf.squeeze(tf.div(entropy, 3), [1]), 1e-5);
    const deceit = tf.mul(tf.add(softplus(-1, decoded), softplus(-1, drawn)), 0.5);
    expectClose(terms("decoder").deceit?.value as tf.Tensor, tf.squeeze(deceit, [1]), 1e-5);
  });

  it("moves each group by one objective, all from the same parameters", () => {
    expect(Object.values(loss.objectives).map(({ moves }) => moves)).toEqual([
      ["encoder", "prior"],
      ["decoder"],
      ["loss"],
    ]);
    expect(loss.together).toBe(true);
  });

  it("lets the judge's state follow the data alone, one of its passes in each objective", () => {
    const calls = Object.values(loss.objectives).map((objective) => {
      let count = 0;
      const counted = (inner: Context, silent: boolean): Context => ({
        ...inner,
        at: (scope) => counted(inner.at(scope), silent),
        quiet: () => counted(inner.quiet(), true),
        update: () => {
          if (!silent) count++;
        },
      });
      objective.terms(params() as never, model(), x(), counted(eagerContext({ seed: 3n }).context, false));
      return count;
    });
    expect(calls).toEqual([1, 1, 1]);
  });

  it("refuses categories", () => {
    const create = () => createVaeGan(config, wiring("tokens") as Pick<Wiring, "part" | "fields">);
    expect(create).toThrow(ConfigError);
    expect(create).toThrow(/categories have none.*got tokens data/);
  });
});
