import { eagerContext } from "@elbo/program";
import { centralDifference, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { kolmogorovSmirnov, meanAndError } from "../../fixtures/statistics.ts";
import { torch } from "../../fixtures/torch.ts";
import { bernoulliVector } from "../discrete/bernoulli-vector.ts";
import { oneHotCategorical } from "../discrete/one-hot-categorical.ts";
import { klByDimension, klDivergence } from "../kl/kl-divergence.ts";
import { binaryConcrete } from "./binary-concrete.ts";
import { concrete } from "./concrete.ts";

beforeAll(useCpu);

const file = (block: string) => torch(block, "relaxed.json");
const seeded = (seed: bigint) => eagerContext({ seed }).context;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
/** Mean of one gap per draw is 0 within four standard errors. */
const expectUnbiased = (x: tf.Tensor, expected: number) => {
  const { mean, error } = meanAndError(x.dataSync());
  expect(error).toBeLessThan(0.1);
  expect(Math.abs(mean - expected)).toBeLessThan(4 * error);
};
const total = (x: tf.Tensor) => Array.from(x.dataSync()).reduce((a, b) => a + b, 0);

const laws = {
  oneHot: { law: oneHotCategorical, axes: 2 },
  coins: { law: bernoulliVector, axes: 1 },
} as const;

describe.each(["oneHot", "coins"] as const)("%s", (name) => {
  const { law } = laws[name];
  const t = () => file(name);

  it("agrees with torch in float64: log-mass, entropy, KL", () => {
    const q = law({ logits: t()("logits") });
    expect(q.batchShape).toEqual([2]);
    expectClose(q.logProb(t()("value")), t()("logProb"), 1e-5);
    expectClose(q.entropy(), t()("entropy"), 1e-5);
    const p = law({ logits: t()("other") });
    expectClose(klDivergence(q, p) as tf.Tensor, t()("kl"), 1e-5);
  });

  it("draws corners with the stated masses; their KL is the average of log q - log p", () => {
    const q = law({ logits: tf.slice(t()("logits"), [0], [1]) });
    const p = law({ logits: t()("other") });
    const { value, logProb } = q.draw(4000, seeded(3n));
    expect(new Set(value.dataSync())).toEqual(new Set([0, 1]));
    expectClose(logProb, q.logProb(value), 0);
    expectUnbiased(tf.sub(logProb, p.logProb(value)), (klDivergence(q, p) as tf.Tensor).dataSync()[0] as number);
    expectUnbiased(tf.neg(logProb), q.entropy().dataSync()[0] as number);
  });

  it("relaxes the same draws: corners at a low temperature, whose gradient straight-through draws have", () => {
    const logits = t()("logits");
    const at = (temperature: number, straightThrough: boolean, x = logits) =>
      law({ logits: x, relaxed: { temperature: tf.scalar(temperature), straightThrough } });
    const hard = law({ logits }).draw(20, seeded(4n)).value;
    const through = at(0.8, true).draw(20, seeded(4n)).value;
    expectClose(through, hard, 1e-6);
    expectClose(at(1e-6, false).draw(20, seeded(4n)).value, hard, 1e-3);
    expect(at(0.8, true).gradient).toBe("straight-through");
    expect(at(0.8, false).gradient).toBe("relaxed");
    const cotangent = tf.sin(tf.range(0, hard.size));
    const f = (straight: boolean) => (x: tf.Tensor) =>
      tf.sum(tf.mul(tf.reshape(at(0.8, straight, x).draw(20, seeded(4n)).value, [-1]), cotangent));
    const gradient = tf.grad(f(false))(logits);
    expectClose(gradient, centralDifference(f(false), logits), 2e-3);
    expectClose(tf.grad(f(true))(logits), gradient, 1e-6);
  });

  it("is its own mode where the mass is largest, and frozen without a gradient to its logits", () => {
    const logits = t()("logits");
    const q = law({ logits });
    const best = q.logProb(q.mode());
    const { value } = q.draw(200, seeded(5n));
    expect(Math.max(...tf.sub(q.logProb(value), best).dataSync())).toBeLessThan(1e-5);
    const f = (x: tf.Tensor) => tf.add(tf.sum(law({ logits: x }).frozen().logProb(value)), tf.sum(x));
    expectClose(tf.grad(f)(logits), new Array(logits.size).fill(1), 0);
  });
});

it("coins have a KL of each variable", () => {
  const t = file("coins");
  const each = klByDimension(bernoulliVector({ logits: t("logits") }), bernoulliVector({ logits: t("other") }));
  expect(each?.shape).toEqual([2, 5]);
  expectClose(tf.sum(each as tf.Tensor, 1), t("kl"), 1e-5);
});

const densities = { concrete, binaryConcrete } as const;
describe.each(["concrete", "binaryConcrete"] as const)("%s", (name) => {
  const t = () => file(name);
  const at = (logits: tf.Tensor, temperature: tf.Tensor) => densities[name]({ logits, temperature });

  it("agrees with torch in float64", () => {
    const q = at(t()("logits"), t()("temperature"));
    expectClose(q.logProb(t()("value")), t()("logProb"), 1e-4);
  });

  it("has the gradients of central differences: density, draw, density of the draw", () => {
    const f = (logits: tf.Tensor, temperature: tf.Tensor) => {
      const { value, logProb } = at(logits, temperature).draw(2, seeded(6n));
      const score = at(logits, temperature).logProb(t()("value"));
      return tf.add(tf.sum(score), tf.add(tf.sum(tf.sin(value)), tf.sum(logProb)));
    };
    const [logits, temperature] = [tf.mul(0.4, t()("logits")), t()("temperature")]; // mild: log(1 - x) rounds
    const [dLogits, dTemperature] = tf.grads((a, b) => f(a, b))([logits, temperature]) as [tf.Tensor, tf.Tensor];
    expectClose(
      dLogits,
      centralDifference((x) => f(x, temperature), logits, 1e-2),
      5e-3,
    );
    expectClose(
      dTemperature,
      centralDifference((x) => f(logits, x), temperature, 1e-2),
      5e-3,
    );
  });

  it("scores its own draws; the ratio to another such density averages to one over them", () => {
    const logits = tf.mul(0.4, tf.slice(t()("logits"), [0], [1]));
    const q = at(logits, tf.scalar(0.7));
    const { value, logProb } = q.draw(20000, seeded(7n));
    expectClose(logProb, q.logProb(value), 0);
    const p = at(tf.zerosLike(logits), tf.scalar(0.8));
    expectUnbiased(tf.exp(tf.sub(p.logProb(value), logProb)), 1);
    expect([
      ...tf.equal(q.mode(), densities[name]({ logits, temperature: tf.scalar(9) }).mode()).dataSync(),
    ]).not.toContain(0);
  });
});

describe("on a grid of log-odds", () => {
  it.each([0.4, 1, 1.7])(
    "binaryConcrete integrates to one, and draws log-odds of a logistic law (lambda %s)",
    (lambda) => {
      const q = binaryConcrete({ logits: tf.tensor([0.8]), temperature: tf.scalar(lambda) });
      // Beyond 12, x in float32 no longer tells its log-odds: the logistic law's own tails there are left out.
      const x = tf.sigmoid(tf.linspace(-12, 12, 2401));
      const mass = tf.mul(tf.exp(q.logProb(tf.expandDims(x, 1))), tf.mul(x, tf.sub(1, x)));
      const inside = sigmoid(12 * lambda - 0.8) - sigmoid(-12 * lambda - 0.8);
      expect(total(mass) * 0.01).toBeCloseTo(inside, 2);
      const { value } = q.draw(4000, seeded(8n));
      const odds = tf.sub(tf.log(value), tf.log(tf.sub(1, value))).dataSync();
      const held = odds.filter((y) => Math.abs(y) < 11);
      const [low, high] = [sigmoid(-11 * lambda - 0.8), sigmoid(11 * lambda - 0.8)];
      const cdf = (y: number) => (sigmoid(lambda * y - 0.8) - low) / (high - low);
      expect(kolmogorovSmirnov(held, cdf)).toBeLessThan(1.95);
      expect(kolmogorovSmirnov(held, (y) => cdf(1.2 * y))).toBeGreaterThan(1.95);
    },
  );

  it.each([0.6, 1.4])("concrete with three classes integrates to one (lambda %s)", (lambda) => {
    const q = concrete({ logits: tf.tensor([[0.7, -0.4, 0]]), temperature: tf.scalar(lambda) });
    const [half, step] = [lambda < 1 ? 24 : 12, 0.15];
    const axis = Array.from({ length: Math.round((2 * half) / step) + 1 }, (_, i) => -half + i * step);
    const x = tf.softmax(tf.tensor(axis.flatMap((a) => axis.map((b) => [a, b, 0]))));
    const mass = tf.mul(tf.exp(q.logProb(tf.expandDims(x, 1))), tf.prod(x, 1));
    expect(total(mass) * step ** 2).toBeCloseTo(1, 2);
  });
});
