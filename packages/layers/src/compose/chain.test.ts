import { bindParams, eagerContext } from "@elbo/program";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { dense } from "../dense/dense.ts";
import { dropout } from "../dropout/dropout.ts";
import type { Layer } from "../layer.ts";
import { chain } from "./chain.ts";

beforeAll(useCpu);

describe("chain", () => {
  it("applies its layers in order", () => {
    const net = chain({
      a: dense({ input: 1, output: 1 }) as Layer,
      b: dense({ input: 1, output: 1, activation: "relu" }) as Layer,
    });
    const numbers: Record<string, number> = { "a/weight": 2, "a/bias": 1, "b/weight": -1, "b/bias": 10 };
    const values = bindParams(net.params, (path, { shape }) => tf.fill([...shape], numbers[path] as number));
    expectClose(net.apply(values, tf.tensor2d([[3]])), [3]);
    const each = net.each(values, tf.tensor2d([[3]]));
    expect(Object.keys(each)).toEqual(["a", "b"]);
    expectClose(tf.concat(Object.values(each)), [7, 3]);
  });
  it("gives each layer noise of its own", () => {
    const net = chain({ a: dropout({ rate: 0.5 }), b: dropout({ rate: 0.5 }) });
    const kept = net.apply({ a: {}, b: {} }, tf.ones([50, 50]), eagerContext().context).dataSync();
    expect(kept.filter((v) => v === 4).length / 2500).toBeCloseTo(0.25, 1);
  });
});
