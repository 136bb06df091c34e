import { klByDimension, klDivergence } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import { NotSupportedError, type Schedule, type Site } from "@elbo/spec";
import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  batchOf,
  exactInference,
  type Inference,
  linearGaussian,
  logEvidence,
  wrongInference,
} from "../test-support/linear-gaussian.ts";
import { meanAndError, objectiveValue, perExample, termsOf } from "../test-support/objective-value.ts";
import { createElbo, type ElboConfig, elboLoss } from "./elbo.ts";

beforeAll(useCpu);

const schema = elboLoss.config(() => z.object({ kind: z.string() }));
const ramp: Schedule = ({ step }) => step / 100;
const part = <R>() => ramp as R;
const make = (config: object = {}) => createElbo(schema.parse({ kind: "elbo", ...config }) as ElboConfig, { part });
const rows = () => tf.tensor2d([1, 0.5, -0.2, -1, 0.3, 0.8, 0.2, -2, 0, 0.6, 0.6, 0.6], [4, 3]);
const gaussians = (inference: Inference, x: tf.Tensor) => {
  const { sites } = linearGaussian(inference).infer(batchOf(x), { samples: 1 }, eagerContext().context);
  return sites[0] as (typeof sites)[number];
};

describe("elbo", () => {
  it("lies below log p(x), by KL(q || exact posterior), within four standard errors", () => {
    const x = tf.tile(tf.tensor2d([[1, 0.5, -0.2]]), [4000, 1]);
    const evidence = logEvidence(x)[0] as number;
    const bound = (inference: Inference) => {
      const { reconstruction, kl } = termsOf(make(), "elbo", linearGaussian(inference), batchOf(x));
      const total = tf.neg(tf.add(perExample(reconstruction?.value as tf.Tensor), kl?.value as tf.Tensor));
      return meanAndError(total.dataSync());
    };
    const exact = bound(exactInference());
    expect(Math.abs(exact.mean - evidence)).toBeLessThan(4 * exact.error);
    const wrong = bound(wrongInference());
    const [q, p] = [gaussians(wrongInference(), x).q, gaussians(exactInference(), x).q];
    const gap = (klDivergence(q, p) as tf.Tensor).dataSync()[0] as number;
    expect(gap).toBeGreaterThan(0.1);
    expect(Math.abs(evidence - gap - wrong.mean)).toBeLessThan(4 * wrong.error);
  });

  it("is exact for every draw when q is the posterior and the KL is taken along the draws", () => {
    const terms = termsOf(make(), "elbo", linearGaussian(exactInference(), { moved: true }), batchOf(rows()));
    expect(terms.kl?.value.shape).toEqual([1, 4]);
    const total = tf.add(terms.reconstruction?.value as tf.Tensor, terms.kl?.value as tf.Tensor);
    expectClose(tf.neg(total), logEvidence(rows()), 1e-5);
  });

  it("has the closed-form KL as its term, whatever the draws", () => {
    const terms = termsOf(make({ samples: 3 }), "elbo", linearGaussian(wrongInference()), batchOf(rows()), {
      seed: 5n,
    });
    const { q, p } = gaussians(wrongInference(), rows());
    expect(terms.reconstruction?.value.shape).toEqual([3, 4]);
    expectClose(terms.kl?.value as tf.Tensor, klDivergence(q, p) as tf.Tensor, 1e-6);
    expect(Object.keys(terms)).toEqual(["reconstruction", "kl"]);
  });

  it("is the VAE at beta 1, and beta weighs the KL alone", () => {
    const value = (beta: unknown) => {
      const terms = termsOf(make({ beta }), "elbo", linearGaussian(wrongInference()), batchOf(rows()));
      return objectiveValue(terms, tf.ones([4]), { beta: 0.3 }).dataSync()[0] as number;
    };
    const plain = objectiveValue(
      termsOf(make(), "elbo", linearGaussian(wrongInference()), batchOf(rows())),
      tf.ones([4]),
    );
    const { q, p } = gaussians(wrongInference(), rows());
    const kl = tf.mean(klDivergence(q, p) as tf.Tensor).dataSync()[0] as number;
    expectClose(value(1), plain, 1e-6);
    expectClose(value(4) - value(1), 3 * kl, 1e-5);
    expectClose(value({ kind: "ramp" }) - value(1), -0.7 * kl, 1e-5);
  });

  it("lists a schedule as its knob, and none for a number", () => {
    const moving = make({ beta: { kind: "ramp" } });
    expect(moving.knobs?.beta?.({ step: 30, steps: 100, stepsPerEpoch: 10 })).toBe(0.3);
    expect(make({ beta: 2 }).knobs).toEqual({});
  });

  it("keeps per-example terms as they are in a larger batch", () => {
    const one = termsOf(make(), "elbo", linearGaussian(wrongInference()), batchOf(rows()));
    const twice = termsOf(make(), "elbo", linearGaussian(wrongInference()), batchOf(tf.concat([rows(), rows()], 0)));
    for (const name of ["reconstruction", "kl"]) {
      const [small, large] = [one[name]?.value as tf.Tensor, twice[name]?.value as tf.Tensor];
      expectClose(Array.from(large.dataSync()).slice(0, 4), small, 1e-6);
    }
  });

  it("has gradients to q that match central differences", () => {
    const base = wrongInference();
    const f = (change: Partial<Inference>, config: object) => {
      const terms = termsOf(make(config), "elbo", linearGaussian({ ...base, ...change }), batchOf(rows()), {
        seed: 2n,
      });
      return objectiveValue(terms, tf.ones([4]));
    };
    const perDimension = { beta: 2, freeBits: { nats: 0.1, per: "dimension" } };
    for (const config of [{ samples: 2 }, { beta: 0.5 }, perDimension]) {
      const slope = (s: tf.Tensor) => f({ slope: s }, config);
      const logScale = (s: tf.Tensor) => f({ logScale: s }, config);
      expectClose(tf.grad(slope)(base.slope), centralDifference(slope, base.slope), 1e-3);
      expectClose(tf.grad(logScale)(base.logScale), centralDifference(logScale, base.logScale), 1e-3);
    }
  });
});

describe("elbo with free bits", () => {
  const weight = [1, 1, 0, 1];
  const counted = [0, 1, 3];
  const means = () => {
    const { q, p } = gaussians(wrongInference(), rows());
    const each = (klByDimension(q, p) as tf.Tensor).dataSync();
    return [0, 1].map((d) => counted.reduce((sum, row) => sum + (each[2 * row + d] as number), 0) / 3);
  };
  const bound = (freeBits: object, model = linearGaussian(wrongInference())) =>
    termsOf(make({ freeBits }), "elbo", model, batchOf(rows(), weight));

  it("is max(lambda, batch mean) exactly, per site and per dimension; padding does not count", () => {
    const [first, second] = means() as [number, number];
    expect(Math.abs(first - second)).toBeGreaterThan(0.1);
    const between = (first + second) / 2;
    const free = (nats: number, per: string) => bound({ nats, per })["free-bits"]?.value as tf.Tensor;
    expectClose(free(0, "site"), first + second, 1e-6);
    expectClose(free(50, "site"), 50, 1e-6);
    expectClose(free(0, "dimension"), first + second, 1e-6);
    expectClose(free(between, "dimension"), Math.max(first, between) + Math.max(second, between), 1e-6);
    expectClose(free(50, "dimension"), 100, 1e-6);
    expect(free(50, "dimension").shape).toEqual([]);
  });

  it("bounds each site on its own", () => {
    const [first, second] = means() as [number, number];
    const between = (first + second) / 2;
    const terms = bound({ nats: between }, linearGaussian(wrongInference(), { split: true }));
    expectClose(terms["free-bits"]?.value as tf.Tensor, Math.max(first, between) + Math.max(second, between), 1e-6);
  });

  it("reports the true KL with weight 0 and minimises the bound in its place", () => {
    const terms = bound({ nats: 50 });
    expect([terms.kl?.weight, terms["free-bits"]?.weight, terms["free-bits"]?.over]).toEqual([0, 1, "batch"]);
    const { q, p } = gaussians(wrongInference(), rows());
    expectClose(terms.kl?.value as tf.Tensor, klDivergence(q, p) as tf.Tensor, 1e-6);
  });

  it("gives no gradient below lambda and the KL's above", () => {
    const base = wrongInference();
    const gradient = (nats: number) =>
      tf.grad((offset) => bound({ nats }, linearGaussian({ ...base, offset }))["free-bits"]?.value as tf.Tensor)(
        base.offset,
      );
    expect(Array.from(gradient(50).dataSync())).toEqual([0, 0]);
    const kl = (offset: tf.Tensor) => {
      const { q, p } = gaussians({ ...base, offset }, rows());
      return tf.div(tf.sum(tf.mul(klDivergence(q, p) as tf.Tensor, weight)), 3);
    };
    expectClose(gradient(0.01), tf.grad(kl)(base.offset), 1e-5);
  });

  it("uses the draws where there is no closed form per site, and refuses it per dimension", () => {
    const moved = linearGaussian(wrongInference(), { moved: true });
    expect(bound({ nats: 0 }, moved)["free-bits"]?.value.shape).toEqual([]);
    expect(() => bound({ nats: 1, per: "dimension" }, moved)).toThrow(NotSupportedError);
  });
});

describe("a site whose p follows later draws", () => {
  const model = linearGaussian(wrongInference(), { split: true });
  let seen: readonly Site[] = [];
  const later: typeof model = {
    ...model,
    infer: (...asked) => {
      const trace = model.infer(...asked);
      const [first, second] = trace.sites as [Site, Site];
      seen = [first, { ...second, unsettled: true }];
      return { ...trace, sites: seen };
    },
  };

  it("counts by its draws, log q - log p, though both are Gaussian, and is freed of bits as a whole only", () => {
    const terms = termsOf(make(), "elbo", later, batchOf(rows()));
    const [first, second] = seen as [Site, Site];
    expectClose(terms["kl/second"]?.value as tf.Tensor, tf.sub(second.logQ, second.logP), 1e-5);
    expectClose(terms["kl/first"]?.value as tf.Tensor, klDivergence(first.q, first.p) as tf.Tensor, 1e-6);
    const free = (per: "site" | "dimension") => () =>
      termsOf(make({ freeBits: { nats: 0.1, per } }), "elbo", later, batchOf(rows()));
    expect(free("site")).not.toThrow();
    expect(free("dimension")).toThrow(NotSupportedError);
  });
});

describe("elbo of several sites and added terms", () => {
  it("reports each site's KL, which sum to the whole", () => {
    const terms = termsOf(make(), "elbo", linearGaussian(wrongInference(), { split: true }), batchOf(rows()));
    const sites = [terms["kl/first"], terms["kl/second"]];
    expect(sites.map((term) => term?.weight)).toEqual([0, 0]);
    expectClose(tf.add(sites[0]?.value as tf.Tensor, sites[1]?.value as tf.Tensor), terms.kl?.value as tf.Tensor, 1e-6);
    const { q, p } = gaussians(wrongInference(), rows());
    expectClose(terms.kl?.value as tf.Tensor, klDivergence(q, p) as tf.Tensor, 1e-5);
  });

  it("adds what parts add, with weight 1, and refuses a name of its own", () => {
    const commitment = tf.tensor1d([1, 2, 3, 4]);
    const model = (name: string) => linearGaussian(wrongInference(), { added: { [name]: commitment } });
    const value = (terms: ReturnType<typeof termsOf>) => objectiveValue(terms, tf.ones([4])).dataSync()[0] as number;
    const without = value(termsOf(make(), "elbo", linearGaussian(wrongInference()), batchOf(rows())));
    expectClose(value(termsOf(make(), "elbo", model("commitment"), batchOf(rows()))), without + 2.5, 1e-6);
    expect(() => termsOf(make(), "elbo", model("kl"), batchOf(rows()))).toThrow(NotSupportedError);
  });

  it("has a config that round-trips, fills defaults and refuses what cannot be", () => {
    const parsed = schema.parse({ kind: "elbo", freeBits: { nats: 0.5 } });
    expect(parsed).toEqual({ kind: "elbo", beta: 1, samples: 1, freeBits: { nats: 0.5, per: "site" } });
    expect(schema.parse(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
    for (const wrong of [{ beta: -1 }, { samples: 0 }, { gamma: 2 }, { freeBits: { nats: 1, per: "channel" } }]) {
      expect(schema.safeParse({ kind: "elbo", ...wrong }).success).toBe(false);
    }
  });
});
