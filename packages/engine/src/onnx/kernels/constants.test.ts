import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { checkCase, uncovered } from "../test-support/check-case.ts";
import { type KernelCase, ofOne } from "../test-support/kernel-case.ts";
import { CONSTANTS } from "./constants.ts";

beforeAll(useCpu);

const whole = (x: tf.Tensor) => tf.cast(x, "int32");

const cases: readonly KernelCase[] = [
  ofOne("Fill", (x) => tf.mul(x, tf.fill(x.shape, 0.3))),
  ofOne("Fill with whole numbers", (x) => tf.add(tf.fill(x.shape, 3, "int32"), whole(x)), { order: 0 }),
  ofOne("ZerosLike", (x) => tf.add(x, tf.zerosLike(x))),
  ofOne("OnesLike", (x) => tf.mul(tf.onesLike(x), tf.square(x))),
  ofOne("OnesLike of whole numbers", (x) => tf.add(tf.onesLike(whole(x)), whole(x)), { order: 0 }),
  ofOne("Range up", (x) => tf.mul(tf.reshape(x, [-1, 1]), tf.range(-1, 3, 1))),
  ofOne("Range down, a fraction", (x) => tf.mul(tf.reshape(x, [-1, 1]), tf.range(2, 0.4, -0.5))),
  ofOne("Range of whole numbers", (x) => tf.add(tf.range(0, 6, 2, "int32"), whole(tf.sum(x))), { order: 0 }),
  ofOne("LinSpace", (x) => tf.mul(tf.reshape(x, [-1, 1]), tf.linspace(-1, 2, 5))),
  ofOne("LinSpace of one", (x) => tf.mul(x, tf.reshape(tf.linspace(0.7, 2, 1), []))),
  ofOne("the sum of a constant", (x) => tf.mul(x, tf.add(tf.sum(tf.ones([3, 2])), tf.prod(tf.fill([3], 2))))),
  ofOne("an empty tensor", (x) => tf.concat([tf.reshape(x, [-1]), tf.zeros([0])])),
];

describe("constants", () => {
  it.each(cases.map((each) => [each.name, each] as const))("%s", (_, each) => checkCase(each));
  it("all have a case", () => expect(uncovered(CONSTANTS, cases)).toEqual([]));
});
