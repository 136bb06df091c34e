import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { validTokens } from "./valid-tokens.ts";

beforeAll(useCpu);

describe("validTokens", () => {
  it("is 1 before the length and 0 from there on", () => {
    const mask = validTokens(tf.tensor1d([2, 0, 3], "int32"), 3);
    expect(mask.shape).toEqual([3, 3, 1]);
    expectClose(mask, [1, 0, 1, 1, 0, 1, 0, 0, 1], 0);
  });
});
