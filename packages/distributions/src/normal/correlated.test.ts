import { eagerContext } from "@elbo/program";
import type { Distribution } from "@elbo/spec";
import { centralDifference, densityChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { meanAndError } from "../../fixtures/statistics.ts";
import { torch } from "../../fixtures/torch.ts";
import { klByDimension, klDivergence } from "../kl/kl-divergence.ts";
import type { Scored } from "../scored.ts";
import { normalCholesky } from "./normal-cholesky.ts";
import { normalDiagonal } from "./normal-diagonal.ts";
import { normalLowRank } from "./normal-low-rank.ts";
import { standardNormal } from "./standard-normal.ts";

beforeAll(useCpu);

type Get = (name: string) => tf.Tensor;
type Make = (get: Get) => Scored<"mean" | "mode" | "entropy">;
const full: Make = (get) => normalCholesky({ mean: get("mean"), logScale: get("logScale"), below: get("below") });
const lowRank: Make = (get) => normalLowRank({ mean: get("mean"), logScale: get("logScale"), factor: get("factor") });

const cases: Record<string, { readonly make: Make; readonly names: readonly string[]; readonly exact: number }> = {
  cholesky: { make: full, names: ["mean", "logScale", "below"], exact: 1e-6 },
  lowRank: { make: lowRank, names: ["mean", "logScale", "factor"], exact: 1e-6 },
  // Standard deviations of 0.0025 beside factors of 2: float32 knows (x - mean) / s to 1e-4 only.
  wideLowRank: { make: lowRank, names: ["mean", "logScale", "factor"], exact: 2e-3 },
};
const open = (name: string) => ({
  ...(cases[name] as (typeof cases)[string]),
  t: torch(name, "correlated-normals.json"),
});

describe.each(Object.keys(cases))("%s", (name) => {
  it("agrees with torch in float64: density, entropy, KL to a diagonal Gaussian and to N(0, I)", () => {
    const { make, t, exact } = open(name);
    const q = make(t);
    expect(q.batchShape).toEqual([3]);
    expectClose(q.logProb(t("value")), t("logProb"), exact);
    expectClose(q.entropy(), t("entropy"), 1e-5);
    const p = normalDiagonal({ mean: t("otherMean"), scale: t("otherScale"), eventAxes: 1 });
    expectClose(klDivergence(q, p) as tf.Tensor, t("kl"), 1e-5);
    expectClose(klDivergence(q, standardNormal(q.eventShape)) as tf.Tensor, t("klUnit"), 1e-5);
  });

  it("has the KL that its draws average to, within four standard errors", () => {
    const { make, t } = open(name);
    const q = make(t);
    const p = normalDiagonal({ mean: t("otherMean"), scale: t("otherScale"), eventAxes: 1 });
    const { value, logProb } = q.draw(8000, eagerContext({ seed: 6n }).context);
    const [draws, closed] = [
      tf.sub(logProb, p.logProb(value)).dataSync(),
      (klDivergence(q, p) as tf.Tensor).dataSync(),
    ];
    closed.forEach((kl, i) => {
      const { mean, error } = meanAndError(draws.filter((_, k) => k % closed.length === i));
      expect(error).toBeLessThan(0.1 * kl);
      expect(Math.abs(mean - kl)).toBeLessThan(4 * error);
    });
  });

  it("draws what it states: mean and covariance within five standard errors, density along the path", () => {
    const { make, t, exact } = open(name);
    const q = make(t);
    const n = 4000;
    const { value, logProb } = q.draw(n, eagerContext({ seed: 3n }).context);
    expect([value.shape, logProb.shape]).toEqual([
      [n, ...(q.mean().shape as number[])],
      [n, 3],
    ]);
    expectClose(logProb, q.logProb(value), exact);
    const { mean, error } = meanAndError(tf.slice(logProb, [0, 0], [n, 1]).dataSync());
    expect(Math.abs(mean + (q.entropy().dataSync()[0] as number))).toBeLessThan(4 * error + 1e-3);
    const centred = tf.sub(value, q.mean()); // [n, 3, latent]
    const products = tf.mul(tf.expandDims(centred, -1), tf.expandDims(centred, -2));
    const moments = tf.moments(products, 0);
    const gap = tf.abs(tf.sub(moments.mean, covariance(name, q)));
    expect(Math.max(...tf.div(gap, tf.sqrt(tf.div(moments.variance, n))).dataSync())).toBeLessThan(5);
  });

  it("has gradients of density, entropy and KL that match central differences", () => {
    const { make, t, names } = open(name === "wideLowRank" ? "lowRank" : name);
    for (const parameter of names) {
      const f = (x: tf.Tensor) => {
        const q = make((each) => (each === parameter ? x : t(each)));
        const kl = klDivergence(q, standardNormal(q.eventShape)) as tf.Tensor;
        return tf.add(tf.sum(q.logProb(t("value"))), tf.add(tf.sum(q.entropy()), tf.sum(kl)));
      };
      expectClose(tf.grad(f)(t(parameter)), centralDifference(f, t(parameter), 4e-3), 4e-3);
      const draw = (x: tf.Tensor) => {
        const q = make((each) => (each === parameter ? x : t(each)));
        const { value, logProb } = q.draw(2, eagerContext({ seed: 5n }).context);
        return tf.add(tf.sum(tf.sin(value)), tf.sum(logProb));
      };
      expectClose(tf.grad(draw)(t(parameter)), centralDifference(draw, t(parameter), 4e-3), 4e-3);
    }
  });

  it("is frozen without a gradient into its parameters, and keeps the one into the value", () => {
    const { make, t, names } = open(name);
    const f = (value: tf.Tensor, parameter: tf.Tensor) => {
      const q = make((each) => (each === names[2] ? parameter : t(each)));
      return tf.add(tf.sum(q.frozen().logProb(value)), tf.sum(parameter));
    };
    const inputs = [t("value"), t(names[2] as string)] as const;
    const [dValue, dParameter] = tf.grads((a, b) => f(a, b))([...inputs]) as [tf.Tensor, tf.Tensor];
    expectClose(dParameter, new Array(dParameter.size).fill(1), 0);
    const own = tf.grad((value) => tf.sum(make(t).logProb(value)))(t("value"));
    expectClose(dValue, own, 1e-6);
  });
});

/** What the parameters say: L L', or diag(s^2) + F F'. */
function covariance(name: string, { parameters }: Distribution): tf.Tensor {
  const factor = parameters.factor as tf.Tensor;
  const outer = tf.matMul(factor, factor, false, true);
  if (name === "cholesky") return outer;
  const variance = tf.square(parameters.scale as tf.Tensor);
  return tf.add(outer, tf.mul(tf.expandDims(variance, -1), tf.eye(variance.shape.at(-1) as number)));
}

it("full: KL of each coordinate given the earlier ones adds up; that of a diagonal factor is the diagonal Gaussian's", () => {
  const { t } = open("cholesky");
  const p = standardNormal([5]);
  expectClose(tf.sum(klByDimension(full(t), p) as tf.Tensor, -1), t("klUnit"), 1e-5);
  const flat = normalCholesky({ mean: t("mean"), logScale: t("logScale"), below: tf.zeros([3, 5, 5]) });
  const diagonal = normalDiagonal({ mean: t("mean"), logVariance: tf.mul(2, t("logScale")), eventAxes: 1 });
  expectClose(klByDimension(flat, p) as tf.Tensor, klByDimension(diagonal, p) as tf.Tensor, 1e-6);
});

const plane = { mean: tf.tensor([0.3, -0.6]), logScale: tf.tensor([0.2, -0.4]) };
describeConformance("normalCholesky on the plane", [
  ...densityChecks(() => normalCholesky({ ...plane, below: tf.tensor([9, 9, -1.3, 9], [2, 2]) })),
]);
describeConformance("normalLowRank on the plane", [
  ...densityChecks(() => normalLowRank({ ...plane, factor: tf.tensor([0.8, -1.1], [2, 1]) })),
]);
