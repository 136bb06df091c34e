import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, it } from "vitest";
import { expectInverse, expectLogDet } from "../test-support/jacobian.ts";
import { normals } from "../test-support/random-values.ts";
import { torch } from "../test-support/torch.ts";
import { radial } from "./radial.ts";

beforeAll(useCpu);

const make = (alpha: number, beta: number) =>
  radial({ centre: normals("centre", [3]), alpha: tf.scalar(alpha), beta: tf.scalar(beta) });

describe("radial", () => {
  it("equals PyTorch's values and Jacobians in float64", () => {
    const at = torch("radial");
    const { value, logDet } = radial({ centre: at("centre"), alpha: at("alpha"), beta: at("beta") }).forward(at("x"));
    expectClose(value, at("value"), 1e-5);
    expectClose(logDet, at("logDet"), 2e-5);
  });

  it.each([
    ["away from the centre", -1, 3],
    ["towards the centre", 1, -2],
  ])("has the log-determinant of its Jacobian and comes back, pushing %s", (_, alpha, beta) => {
    expectLogDet(make(alpha, beta).forward, normals("x", [5, 3]));
    expectInverse(make(alpha, beta), normals("x", [5, 3], 2));
  });
});
