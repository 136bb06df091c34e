import { describe, expect, it } from "vitest";
import { overrideConfig } from "./override.ts";

describe("overrideConfig", () => {
  const config = { loss: { kind: "elbo", beta: 1 }, seed: 1 };
  it("sets numbers, text and new paths, and leaves its argument alone", () => {
    expect(overrideConfig(config, ["loss.beta=4", "data.kind=mnist"])).toEqual({
      loss: { kind: "elbo", beta: 4 },
      seed: 1,
      data: { kind: "mnist" },
    });
    expect(config.loss.beta).toBe(1);
  });
  it("changes one of two parts that share an object", () => {
    const net = { kind: "dense", hidden: [8] };
    expect(overrideConfig({ encoder: net, decoder: net }, ["decoder.hidden=[4]"])).toEqual({
      encoder: { kind: "dense", hidden: [8] },
      decoder: { kind: "dense", hidden: [4] },
    });
  });
  it("drops the keys of a part that another kind replaces", () => {
    expect(overrideConfig(config, ["loss.kind=iwae", "loss.samples=5"])).toMatchObject({
      loss: { kind: "iwae", samples: 5 },
    });
    expect(overrideConfig(config, ["loss.kind=iwae"])).toEqual({ loss: { kind: "iwae" }, seed: 1 });
  });
  it("refuses a setting without = and a path through a number", () => {
    expect(() => overrideConfig(config, ["loss.beta"])).toThrow(/path=value/);
    expect(() => overrideConfig(config, ["seed.deep=1"])).toThrow(/not an object/);
  });
});
