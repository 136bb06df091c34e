import { eagerContext } from "@elbo/program";
import { ConfigError } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { dropout } from "./dropout.ts";

beforeAll(useCpu);

const run = (rate: number, key: { training?: boolean; step?: number }) =>
  dropout({ rate })
    .apply({}, tf.ones([100, 100]), eagerContext(key).context)
    .dataSync();

describe("dropout", () => {
  it("drops `rate` of the elements and keeps the mean (10,000 draws: 4 standard errors)", () => {
    const y = run(0.3, { training: true });
    const dropped = y.filter((v) => v === 0).length / y.length;
    expect(Math.abs(dropped - 0.3)).toBeLessThan(4 * Math.sqrt(0.21 / 10_000));
    expectClose(new Float32Array([Math.max(...y)]), [1 / 0.7], 1e-6);
  });
  it("is the identity in evaluation, without a context, and at rate 0", () => {
    expect(run(0.3, { training: false }).every((v) => v === 1)).toBe(true);
    expect(run(0, { training: true }).every((v) => v === 1)).toBe(true);
    const x = tf.ones([2, 2]);
    expect(dropout({ rate: 0.5 }).apply({}, x)).toBe(x);
  });
  it("repeats itself at the same step and differs at another", () => {
    expect(run(0.5, { step: 1 })).toEqual(run(0.5, { step: 1 }));
    expect(run(0.5, { step: 1 })).not.toEqual(run(0.5, { step: 2 }));
  });
  it("refuses a rate of 1", () => expect(() => dropout({ rate: 1 })).toThrow(ConfigError));
});
