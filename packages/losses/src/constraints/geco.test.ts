import { eagerContext } from "@elbo/program";
import { configChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { batchOf, exactInference, linearGaussian, wrongInference } from "../test-support/linear-gaussian.ts";
import { objectiveValue } from "../test-support/objective-value.ts";
import { createGeco, gecoLoss } from "./geco.ts";

beforeAll(useCpu);
describeConformance("geco", configChecks(gecoLoss, { target: 90 }));

const x = (rows = 2) => batchOf(tf.tile(tf.tensor2d([1, 0.5, -0.2, -1, 0.3, 0.8], [2, 3]), [rows / 2, 1]));
const start = () => ({ logLambda: tf.scalar(0), average: tf.scalar(0), begun: tf.scalar(0) });

function step(
  loss: ReturnType<typeof createGeco>,
  params: ReturnType<typeof start>,
  model = linearGaussian(wrongInference()),
  batch = x(),
  seed = 1n,
) {
  const eager = eagerContext({ seed });
  const terms = loss.objectives.geco?.terms(params, model, batch, eager.context) ?? {};
  const next = (name: keyof typeof params) => eager.updates.get(params[name]) as tf.Tensor as tf.Scalar;
  return { terms, next: { logLambda: next("logLambda"), average: next("average"), begun: next("begun") } };
}
const number = (t: tf.Tensor | undefined) => t?.dataSync()[0] as number;

describe("geco", () => {
  it("moves log lambda by rate times the running mean of reconstruction - target, its first value taken whole", () => {
    const loss = createGeco({ kind: "geco", target: 1.5, decay: 0.9, rate: 0.1, bound: 10 });
    const first = step(loss, start());
    const violation = (terms: typeof first.terms) => number(tf.mean(terms.reconstruction?.value as tf.Tensor)) - 1.5;
    const c1 = violation(first.terms);
    expectClose([number(first.next.average), number(first.next.logLambda)], [c1, 0.1 * c1], 1e-5);
    const second = step(loss, first.next, undefined, undefined, 2n);
    const mean = 0.9 * c1 + 0.1 * violation(second.terms);
    expect(Math.abs(mean - c1)).toBeGreaterThan(1e-3);
    expectClose([number(second.next.average), number(second.next.logLambda)], [mean, 0.1 * (c1 + mean)], 1e-5);
    expect(number(second.terms.lambda?.value)).toBeCloseTo(Math.exp(0.1 * c1), 5);
  });

  it("keeps log lambda in its bounds", () => {
    const { next } = step(createGeco({ kind: "geco", target: -1e4, decay: 0.9, rate: 1, bound: 3 }), start());
    expect(number(next.logLambda)).toBe(3);
  });

  it("minimises KL + lambda (reconstruction - target), and lambda is no variable of it", () => {
    const loss = createGeco({ kind: "geco", target: 1.5, decay: 0.9, rate: 0.1, bound: 10 });
    const params = { ...start(), logLambda: tf.scalar(Math.log(4)) };
    const { terms } = step(loss, params);
    const value = (name: string) => number(tf.mean(terms[name]?.value as tf.Tensor));
    expectClose(objectiveValue(terms, tf.ones([2])), value("kl") + 4 * (value("reconstruction") - 1.5), 1e-5);
    expect(Object.values(loss.params).every((spec) => spec.state === true)).toBe(true);
  });

  it("ends with the reconstruction at its target", () => {
    const target = 2.5; // the exact posterior would leave 2.1, the prior 5.2
    const loss = createGeco({ kind: "geco", target, decay: 0.5, rate: 0.03, bound: 10 });
    const inference = {
      ...exactInference(),
      offset: tf.variable(exactInference().offset),
      logScale: tf.variable(tf.zeros([2])),
    };
    const optimiser = tf.train.adam(0.06, 0.9, 0.9);
    let params = start();
    const seen: number[] = [];
    for (let i = 0; i < 200; i++) {
      let next = params;
      optimiser.minimize(() => {
        const { terms, next: after } = step(loss, params, linearGaussian(inference), x(32), BigInt(i));
        seen.push(number(tf.mean(terms.reconstruction?.value as tf.Tensor)));
        next = {
          logLambda: tf.keep(after.logLambda.clone()),
          average: tf.keep(after.average.clone()),
          begun: tf.keep(after.begun.clone()),
        };
        return objectiveValue(terms, tf.ones([32])) as tf.Scalar;
      });
      params = next;
    }
    const last = seen.slice(-60).reduce((a, b) => a + b, 0) / 60;
    expect(Math.abs((seen[0] as number) - target)).toBeGreaterThan(0.3);
    expect(Math.abs(last - target)).toBeLessThan(0.15);
    expect(Math.abs(number(params.logLambda))).toBeLessThan(1);
  });
});
