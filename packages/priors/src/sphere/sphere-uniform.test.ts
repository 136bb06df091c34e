import { eagerContext } from "@elbo/program";
import { ConfigError } from "@elbo/spec";
import { expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createSphereUniform, sphereUniformPrior } from "./sphere-uniform.ts";

beforeAll(useCpu);

const make = (shape: readonly number[]) =>
  createSphereUniform({ kind: "sphere-uniform" }, { site: { name: "z", shape } });

describe("sphere-uniform", () => {
  it("gives every point one over the area: 2 pi, 4 pi, 2 pi^2", () => {
    for (const [size, area] of [
      [2, 2 * Math.PI],
      [3, 4 * Math.PI],
      [4, 2 * Math.PI ** 2],
    ] as const) {
      const p = make([size]).distribution({}, fakeGiven(), eagerContext().context);
      const draw = p.draw?.(20, eagerContext().context);
      const [value, logProb] = [draw?.value as tf.Tensor, draw?.logProb as tf.Tensor];
      expect(value.shape).toEqual([20, size]);
      expectClose(tf.sum(tf.square(value), -1), new Array(20).fill(1), 1e-5);
      expectClose(logProb, new Array(20).fill(-Math.log(area)), 1e-6);
      expectClose(p.logProb?.(tf.reshape(value, [4, 5, size])) as tf.Tensor, logProb, 1e-6);
    }
  });

  it("refuses a site that is no sphere, and unknown options", () => {
    expect(() => make([4, 4, 2])).toThrow(ConfigError);
    expect(() => make([1])).toThrow(ConfigError);
    const schema = sphereUniformPrior.config(() => {
      throw new Error("no slots");
    });
    expect(schema.safeParse({ kind: "sphere-uniform", dimension: 3 }).success).toBe(false);
    expect(make([3]).space).toBe("sphere");
  });
});
