import { eagerContext } from "@elbo/program";
import { type Distribution, ShapeError } from "@elbo/spec";
import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { meanAndError } from "../../fixtures/statistics.ts";
import { torch } from "../../fixtures/torch.ts";
import { bernoulli } from "../discrete/bernoulli.ts";
import { categorical } from "../discrete/categorical.ts";
import { mixtureOfNormals } from "../mixture/mixture-of-normals.ts";
import { normalDiagonal } from "../normal/normal-diagonal.ts";
import { standardNormal } from "../normal/standard-normal.ts";
import type { Scored } from "../scored.ts";
import { transported } from "../transported.ts";
import { klByDimension, klDivergence } from "./kl-divergence.ts";
import { monteCarloKl } from "./monte-carlo-kl.ts";

beforeAll(useCpu);

const closed = (q: Distribution, p: Distribution) => klDivergence(q, p) as tf.Tensor;

const gaussians = () => {
  const t = torch("normal");
  return {
    q: normalDiagonal({ mean: t("mean"), scale: t("scale"), eventAxes: 1 }),
    p: normalDiagonal({ mean: t("otherMean"), scale: t("otherScale"), eventAxes: 1 }),
  };
};
const pairs: Record<string, () => { q: Scored; p: Scored }> = {
  normal: gaussians,
  bernoulli: () => {
    const t = torch("bernoulli");
    return { q: bernoulli({ logits: t("logits") }), p: bernoulli({ logits: t("other") }) };
  },
  categorical: () => {
    const t = torch("categorical");
    return { q: categorical({ logits: t("logits") }), p: categorical({ logits: t("other") }) };
  },
};
/** Far logits need more draws than a test can take. */
const mildCoins = () => ({
  q: bernoulli({ logits: tf.tensor([-2, -1, 0, 0.5, 1, 2]) }),
  p: bernoulli({ logits: tf.tensor([1, -2, 0.3, -0.5, 1, 0]) }),
});

describe("klDivergence", () => {
  it.each(Object.keys(pairs))("agrees with torch in float64: %s", (name) => {
    const { q, p } = (pairs[name] as () => { q: Scored; p: Scored })();
    expectClose(closed(q, p), torch(name)("kl"), 1e-6);
    for (const self of closed(q, q).dataSync()) expect(Math.abs(self)).toBeLessThan(1e-6);
  });

  it.each(Object.keys(pairs))("equals the Monte Carlo estimate within four standard errors: %s", (name) => {
    const { q, p } = name === "bernoulli" ? mildCoins() : (pairs[name] as () => { q: Scored; p: Scored })();
    const { value, logProb } = q.draw(4000, eagerContext({ seed: 4n }).context);
    const columns = closed(q, p).dataSync();
    const draws = monteCarloKl(logProb, p.logProb(value)).dataSync();
    columns.forEach((kl, i) => {
      const { mean, error } = meanAndError(draws.filter((_, k) => k % columns.length === i));
      expect(Math.abs(mean - kl)).toBeLessThanOrEqual(4 * error + 1e-5);
    });
  });

  it("is 0.5 (mean^2 + variance - 1 - log variance) against N(0, I), per dimension and summed", () => {
    const q = normalDiagonal({ mean: tf.tensor([[1, 0, -2]]), logVariance: tf.tensor([[0, 1, -1]]), eventAxes: 1 });
    const each = [0.5, (Math.E - 2) / 2, (4 + Math.exp(-1)) / 2];
    const p = standardNormal([3]);
    expectClose(klByDimension(q, p) as tf.Tensor, each, 1e-6);
    expect((klByDimension(q, p) as tf.Tensor).shape).toEqual([1, 3]);
    expectClose(closed(q, p), [each.reduce((a, b) => a + b)], 1e-6);
    expect([closed(p, p).shape, closed(p, p).dataSync()[0]]).toEqual([[], 0]);
  });

  it("sums events of three axes, and broadcasts the batch", () => {
    const q = normalDiagonal({ mean: tf.ones([2, 5, 7, 7, 2]), scale: tf.scalar(1), eventAxes: 3 });
    expectClose(closed(q, standardNormal([7, 7, 2])), new Array(10).fill(49), 1e-6);
    expect(closed(q, standardNormal([7, 7, 2])).shape).toEqual([2, 5]);
  });

  it("has gradients to q and p that match central differences", () => {
    const t = torch("normal");
    const f = (scale: tf.Tensor, other: tf.Tensor) =>
      tf.sum(
        closed(
          normalDiagonal({ mean: t("mean"), scale, eventAxes: 1 }),
          normalDiagonal({ mean: t("otherMean"), scale: other, eventAxes: 1 }),
        ),
      );
    const [scale, other] = [tf.add(t("scale"), 0.5), tf.add(t("otherScale"), 0.5)];
    const [ds, dother] = tf.grads((a, b) => f(a, b))([scale, other]) as [tf.Tensor, tf.Tensor];
    expectClose(
      ds,
      centralDifference((s) => f(s, other), scale),
      1e-3,
    );
    expectClose(
      dother,
      centralDifference((s) => f(scale, s), other),
      1e-3,
    );
    const c = torch("categorical");
    const g = (logits: tf.Tensor) => tf.sum(closed(categorical({ logits }), categorical({ logits: c("other") })));
    expectClose(tf.grad(g)(c("logits")), centralDifference(g, c("logits")), 1e-3);
    const b = (logits: tf.Tensor) =>
      tf.sum(closed(bernoulli({ logits }), bernoulli({ logits: torch("bernoulli")("other") })));
    const logits = tf.tensor([-3, -1, 0, 0.4, 2, 3]);
    expectClose(tf.grad(b)(logits), centralDifference(b, logits), 1e-3);
  });

  it("is undefined where no closed form exists", () => {
    const { q } = gaussians();
    const p = mixtureOfNormals({ logWeights: tf.zeros([2]), means: tf.zeros([2, 4]), scales: tf.ones([2, 4]) });
    expect(klDivergence(q, p)).toBeUndefined();
    expect(klByDimension(transported(q), standardNormal([4]))).toBeUndefined();
  });

  it("refuses events that differ", () => {
    const { q } = gaussians();
    expect(() => klDivergence(q, standardNormal([5]))).toThrow(ShapeError);
    expect(() => klDivergence(q, standardNormal([]))).toThrow(/different events/);
  });
});
