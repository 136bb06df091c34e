import { eagerContext } from "@elbo/program";
import { expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createDeterministic, deterministicPosterior } from "./deterministic.ts";

beforeAll(useCpu);

const schema = () =>
  deterministicPosterior.config(() => {
    throw new Error("no slots");
  });
const at = (code: tf.Tensor) =>
  createDeterministic(schema().parse({ kind: "deterministic", dimension: code.shape.slice(1) })).distribution(
    {},
    { code },
    fakeGiven(),
    eagerContext().context,
  );

describe("deterministic", () => {
  it("draws the code itself with log q = 0, for events of one and of three axes", () => {
    for (const event of [[6], [1, 2, 3]]) {
      const code = tf.reshape(tf.linspace(-1, 1, 12), [2, ...event]);
      const q = at(code);
      const draw = q.draw?.(3, eagerContext().context) as { value: tf.Tensor; logProb: tf.Tensor };
      expect([draw.value.shape, draw.logProb.shape]).toEqual([
        [3, 2, ...event],
        [3, 2],
      ]);
      const once = [...code.dataSync()];
      expectClose(draw.value, [...once, ...once, ...once], 0);
      expectClose(draw.logProb, new Array(6).fill(0), 0);
      expectClose(q.mean?.() as tf.Tensor, code, 0);
    }
  });

  it("passes every draw's gradient on, and offers neither a law nor a density of other values", () => {
    const code = tf.tensor([[0.3, -2]]);
    const f = (x: tf.Tensor) => tf.sum(tf.square(at(x).draw?.(2, eagerContext().context).value as tf.Tensor));
    expectClose(tf.grad(f)(code), [4 * 0.3, 4 * -2], 1e-6);
    expect(at(code).logProb).toBeUndefined();
    expect(at(code).frozen).toBeUndefined();
    expect(createDeterministic({ kind: "deterministic", dimension: 2 }).offers).toEqual(["pathwise"]);
  });

  it("has a strict schema", () => {
    expect(schema().parse({ kind: "deterministic", dimension: 2 })).toEqual({ kind: "deterministic", dimension: 2 });
    expect(schema().safeParse({ kind: "deterministic", dimension: 2, noise: 1 }).success).toBe(false);
  });
});
