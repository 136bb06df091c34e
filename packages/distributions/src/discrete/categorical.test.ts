import { eagerContext } from "@elbo/program";
import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { torch } from "../../fixtures/torch.ts";
import { categorical } from "./categorical.ts";

beforeAll(useCpu);

describe("categorical", () => {
  it("agrees with torch in float64", () => {
    const t = torch("categorical");
    const p = categorical({ logits: t("logits") });
    expectClose(p.logProb(t("value", "int32")), t("logProb"), 1e-6);
    expectClose(p.entropy(), t("entropy"), 1e-6);
    expect([p.batchShape, p.eventShape]).toEqual([[3], []]);
  });

  it("sums to one, and gives a masked value the log of nothing without NaN", () => {
    const p = categorical({ logits: tf.tensor([[2, -1e9, 0.5, -3]]) });
    const logs = p.logProb(tf.tensor([[0], [1], [2], [3]], [4, 1], "int32"));
    expectClose(tf.sum(tf.exp(logs)), 1, 1e-6);
    expect(logs.dataSync()[1]).toBeLessThan(-1e8);
  });

  it("tells the masses of all values as it scores each", () => {
    const p = categorical({
      logits: tf.tensor([
        [2, -1, 0.5],
        [0, 3, 1],
      ]),
    });
    const scored = [0, 1, 2].map((k) => p.logProb(tf.fill([2], k, "int32")).dataSync());
    expectClose(
      p.logMasses(),
      [0, 1].flatMap((row) => scored.map((one) => one[row] as number)),
      1e-6,
    );
  });

  it("scores values without a sample axis under logits that have one", () => {
    const p = categorical({ logits: tf.zeros([2, 3, 4, 5]) });
    expect(p.logProb(tf.zeros([3, 4], "int32")).shape).toEqual([2, 3, 4]);
  });

  it("has the gradient onehot(x) - softmax(logits)", () => {
    const t = torch("categorical");
    const [logits, x] = [t("logits"), t("value", "int32")];
    const f = (l: tf.Tensor) => tf.sum(categorical({ logits: l }).logProb(x));
    const counts = tf.sum(tf.cast(tf.oneHot(tf.cast(x, "int32"), 5), "float32"), 0);
    expectClose(tf.grad(f)(logits), tf.sub(counts, tf.mul(tf.softmax(logits), 4)), 1e-5);
    expectClose(tf.grad(f)(logits), centralDifference(f, logits), 1e-3);
    const entropy = (l: tf.Tensor) => tf.sum(categorical({ logits: l }).entropy());
    expectClose(tf.grad(entropy)(logits), centralDifference(entropy, logits), 1e-3);
  });

  it("draws with the stated frequencies (chi-square) as int32, and lets no gradient through", () => {
    const logits = tf.tensor([[0, 1, -1, 0.5, -2]]);
    const { value, logProb } = categorical({ logits }).draw(5000, eagerContext({ seed: 2n }).context);
    expect([value.shape, value.dtype]).toEqual([[5000, 1], "int32"]);
    expectClose(logProb, categorical({ logits }).logProb(value));
    const counts = new Array<number>(5).fill(0);
    for (const k of value.dataSync()) counts[k] = (counts[k] as number) + 1;
    const stated = Array.from(tf.softmax(logits).dataSync(), (p) => 5000 * p);
    const chi2 = counts.reduce((s, n, k) => s + (n - (stated[k] as number)) ** 2 / (stated[k] as number), 0);
    expect(chi2).toBeLessThan(18.5); // 4 degrees of freedom, p = 0.001
    expect(counts.reduce((s, n) => s + (n - 1000) ** 2 / 1000, 0)).toBeGreaterThan(18.5);
    const f = (l: tf.Tensor) =>
      tf.add(tf.sum(tf.cast(categorical({ logits: l }).draw(2, eagerContext().context).value, "float32")), tf.sum(l));
    expect(Array.from(tf.grad(f)(logits).dataSync())).toEqual([1, 1, 1, 1, 1]);
  });

  it("has the likeliest value as its mode, and a frozen copy without a gradient to its logits", () => {
    const logits = tf.tensor([
      [0, 3, 1],
      [5, 3, 1],
    ]);
    expect(Array.from(categorical({ logits }).mode().dataSync())).toEqual([1, 0]);
    const f = (l: tf.Tensor) =>
      tf.add(
        tf.sum(
          categorical({ logits: l })
            .frozen()
            .logProb(tf.zeros([2], "int32")),
        ),
        tf.mul(tf.sum(l), 0),
      );
    expect(Array.from(tf.grad(f)(logits).dataSync())).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
