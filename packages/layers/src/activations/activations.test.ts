import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { readFixture, type Stored, stored } from "../test-support/read-fixture.ts";
import { activationNames, activations } from "./activations.ts";

beforeAll(useCpu);

const fixture = readFixture<{ x: Stored; activations: Record<string, { y: Stored; gradient: Stored }> }>(
  "activations",
  import.meta.url,
);

describe("activations", () => {
  it("has a function for every name", () =>
    expect(Object.keys(activations).sort()).toEqual([...activationNames].sort()));
  it.each(activationNames)("%s and its gradient equal PyTorch's in float64", (name) => {
    const x = stored(fixture.x);
    const expected = fixture.activations[name];
    expectClose(activations[name](x), expected?.y.values ?? [], 2e-6);
    expectClose(tf.grad((t) => tf.sum(activations[name](t)))(x), expected?.gradient.values ?? [], 2e-6);
  });
});
