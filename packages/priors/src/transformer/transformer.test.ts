import { ConfigError } from "@elbo/spec";
import { describeConformance, expectClose, useCpu } from "@elbo/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { codePrior, codePriorChecks } from "../test-support/code-prior-checks.ts";
import { createTransformer, type TransformerConfig } from "./transformer.ts";

beforeAll(useCpu);

const config: TransformerConfig = { kind: "transformer", width: 8, heads: 2, layers: 2 };

describeConformance(
  "transformer",
  codePriorChecks((wiring) => createTransformer(config, wiring)),
);

describe("transformer", () => {
  it("takes codes of any shape, also a single one", () => {
    const line = codePrior((wiring) => createTransformer(config, wiring), 4, [3]);
    const logs = line.steps([1, 3, 0]);
    expectClose(line.score([[1, 3, 0]]), [(logs[0]?.[1] ?? 0) + (logs[1]?.[3] ?? 0) + (logs[2]?.[0] ?? 0)], 1e-5);
    const one = codePrior((wiring) => createTransformer(config, wiring), 4, [1]).steps([2])[0] as number[];
    expectClose(
      one.reduce((sum, log) => sum + Math.exp(log), 0),
      1,
      1e-5,
    );
  });

  it("knows the order: the same codes elsewhere have another probability", () => {
    const { score } = codePrior((wiring) => createTransformer(config, wiring), 4, [3]);
    const [a, b] = score([
      [1, 3, 0],
      [3, 1, 0],
    ]).dataSync() as unknown as [number, number];
    expect(Math.abs(a - b)).toBeGreaterThan(1e-3);
  });

  it("refuses continuous sites, and heads that do not share the width", () => {
    expect(() => createTransformer(config, { site: { name: "z", shape: [2] } })).toThrow(ConfigError);
    const site = { name: "z", shape: [4, 2], codes: { size: 3, shape: [4] } };
    expect(() => createTransformer({ ...config, heads: 3 }, { site })).toThrow(/heads/);
  });
});
