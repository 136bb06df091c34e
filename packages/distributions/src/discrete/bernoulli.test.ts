import { eagerContext } from "@elbo/program";
import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { meanAndError } from "../../fixtures/statistics.ts";
import { torch } from "../../fixtures/torch.ts";
import { bernoulli } from "./bernoulli.ts";

beforeAll(useCpu);

describe("bernoulli", () => {
  it("agrees with torch in float64, far logits included", () => {
    const t = torch("bernoulli");
    const p = bernoulli({ logits: t("logits") });
    expectClose(p.logProb(t("value")), t("logProb"), 1e-6);
    expectClose(p.entropy(), t("entropy"), 1e-6);
    expect([p.batchShape, p.eventShape]).toEqual([[6], []]);
  });

  it("sums to one and stays finite at logits of a thousand", () => {
    const p = bernoulli({ logits: tf.tensor([-1000, -3, 0, 0.7, 1000]) });
    const [zero, one] = [p.logProb(tf.zeros([5])), p.logProb(tf.ones([5]))];
    expectClose(tf.add(tf.exp(zero), tf.exp(one)), [1, 1, 1, 1, 1], 1e-6);
    expectClose(one.dataSync()[0] as number, -1000);
    expectClose(zero.dataSync()[4] as number, -1000);
  });

  it("has the gradient x - sigmoid(logits)", () => {
    const t = torch("bernoulli");
    const logits = tf.tensor([-4, -1, -0.3, 0.1, 2.5, 5]);
    const f = (l: tf.Tensor) => tf.sum(bernoulli({ logits: l }).logProb(t("value")));
    expectClose(tf.grad(f)(logits), tf.sum(tf.sub(t("value"), tf.sigmoid(logits)), 0), 1e-5);
    expectClose(tf.grad(f)(logits), centralDifference(f, logits), 1e-3);
    const entropy = (l: tf.Tensor) => tf.sum(bernoulli({ logits: l }).entropy());
    expectClose(tf.grad(entropy)(logits), centralDifference(entropy, logits), 1e-3);
  });

  it("draws zeros and ones with the stated mean, and lets no gradient through", () => {
    const logits = tf.tensor([-2, 0, 1]);
    const { value, logProb } = bernoulli({ logits }).draw(4000, eagerContext({ seed: 5n }).context);
    expect(value.shape).toEqual([4000, 3]);
    expect(new Set(value.dataSync())).toEqual(new Set([0, 1]));
    expectClose(logProb, bernoulli({ logits }).logProb(value));
    bernoulli({ logits })
      .mean()
      .dataSync()
      .forEach((p, i) => {
        const { mean, error } = meanAndError(value.dataSync().filter((_, k) => k % 3 === i));
        expect(Math.abs(mean - p)).toBeLessThan(4 * error);
      });
    const f = (l: tf.Tensor) =>
      tf.add(tf.sum(bernoulli({ logits: l }).draw(2, eagerContext().context).value), tf.mul(tf.sum(l), 0));
    expect(Array.from(tf.grad(f)(logits).dataSync())).toEqual([0, 0, 0]);
  });

  it("has the likelier value as its mode, and a frozen copy without a gradient to its logits", () => {
    expect(
      Array.from(
        bernoulli({ logits: tf.tensor([-1, 0, 2]) })
          .mode()
          .dataSync(),
      ),
    ).toEqual([0, 1, 1]);
    const f = (l: tf.Tensor) =>
      tf.add(
        tf.sum(
          bernoulli({ logits: l })
            .frozen()
            .logProb(tf.ones([2])),
        ),
        tf.mul(tf.sum(l), 0),
      );
    expect(
      Array.from(
        tf
          .grad(f)(tf.tensor([1, 2]))
          .dataSync(),
      ),
    ).toEqual([0, 0]);
  });
});
