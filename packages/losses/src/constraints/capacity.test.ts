import { eagerContext } from "@elbo/program";
import type { Schedule } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { batchOf, linearGaussian, wrongInference } from "../test-support/linear-gaussian.ts";
import { termsOf } from "../test-support/objective-value.ts";
import { capacityLoss, createCapacity } from "./capacity.ts";

beforeAll(useCpu);
describeConformance("capacity", configChecks(capacityLoss, { capacity: 25 }));

const ramp: Schedule = ({ step }) => step / 4;
const make = (capacity: unknown, sites = {}) =>
  createCapacity(
    { kind: "capacity", gamma: 30, capacity: capacity as number, sites },
    { latents: { z: [2] }, part: <R>() => ramp as R },
  );
const x = () => batchOf(tf.tensor2d([1, 0.5, -0.2, -1, 0.3, 0.8, 9, 9, 9], [3, 3]), [1, 1, 0]);
const base = wrongInference();
const of = (capacity: number, offset = base.offset) =>
  termsOf(make(capacity), "capacity", linearGaussian({ ...base, offset }), x());

describe("capacity", () => {
  it("is the distance of the batch's mean KL from C, padding left out", () => {
    const kl = of(0).kl?.value.dataSync() as Float32Array;
    const mean = ((kl[0] as number) + (kl[1] as number)) / 2;
    expectClose(
      [0, 0.7, 40].map((c) => of(c)["kl-to-capacity"]?.value.dataSync()[0] as number),
      [0, 0.7, 40].map((c) => Math.abs(mean - c)),
      1e-5,
    );
    expect([of(0)["kl-to-capacity"]?.weight, of(0).kl?.weight]).toEqual([30, 0]);
  });

  it("lowers the KL above C and raises it below", () => {
    const gradient = (capacity: number) =>
      tf.grad((offset) => of(capacity, offset)["kl-to-capacity"]?.value as tf.Tensor)(base.offset);
    expect(Math.max(...gradient(0).dataSync().map(Math.abs))).toBeGreaterThan(0.1);
    expectClose(gradient(40), tf.neg(gradient(0)), 1e-6);
  });

  it("takes C from a schedule as the knob capacity", () => {
    const loss = make({ kind: "ramp" });
    expect(loss.knobs?.capacity?.({ step: 6, steps: 8, stepsPerEpoch: 2 })).toBe(1.5);
    const { context } = eagerContext({ knobs: { capacity: 1.5 } });
    const moved = loss.objectives.capacity?.terms({} as never, linearGaussian(base), x(), context);
    expectClose(moved?.["kl-to-capacity"]?.value as tf.Tensor, of(1.5)["kl-to-capacity"]?.value as tf.Tensor, 1e-6);
  });

  it("holds a named site at a capacity of its own, which no longer counts against C", () => {
    const loss = make(3, { z: { capacity: 0.7 } });
    const terms = termsOf(loss, "capacity", linearGaussian(base), x());
    expect(Object.keys(terms)).not.toContain("kl-to-capacity");
    expectClose(terms["kl-to-capacity/z"]?.value as tf.Tensor, of(0.7)["kl-to-capacity"]?.value as tf.Tensor, 1e-6);
    expect(Object.keys(make(3, { z: { capacity: { kind: "ramp" } } }).knobs ?? {})).toEqual(["capacity-z"]);
    expect(() => make(3, { c: { capacity: 1 } })).toThrow(/no such site.*some of z, got c/);
  });
});
