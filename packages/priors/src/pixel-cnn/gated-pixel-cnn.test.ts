import { ConfigError } from "@elbo/spec";
import { describeConformance, useCpu } from "@elbo/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { codePrior, codePriorChecks } from "../test-support/code-prior-checks.ts";
import { createGatedPixelCnn, type GatedPixelCnnConfig } from "./gated-pixel-cnn.ts";
import { createPixelCnn } from "./pixel-cnn.ts";

beforeAll(useCpu);

const config: GatedPixelCnnConfig = {
  kind: "gated-pixel-cnn",
  channels: 4,
  layers: 4,
  kernels: { first: 3, block: 3 },
};

describeConformance(
  "gated-pixel-cnn",
  codePriorChecks((wiring) => createGatedPixelCnn(config, wiring)),
);

describe("gated-pixel-cnn", () => {
  it("sees what stacked masked convolutions do not: a code above to the right", () => {
    const plain = { kind: "pixel-cnn", channels: 4, blocks: 3, activation: "tanh", kernels: config.kernels } as const;
    const codes = [0, 2, 1, 1, 0, 2, 2, 1, 0, 1, 2, 0, 0, 1, 2, 1];
    const others = codes.map((code, i) => (i === 3 ? 2 : code)); // the first row's last
    const change = (create: Parameters<typeof codePrior>[0]) => {
      const { steps } = codePrior(create, 3, [4, 4]);
      const [before, after] = [steps(codes)[8], steps(others)[8]] as [number[], number[]]; // two rows below, first column
      return Math.max(...before.map((log, k) => Math.abs(log - (after[k] as number))));
    };
    expect(change((wiring) => createGatedPixelCnn(config, wiring))).toBeGreaterThan(0);
    expect(change((wiring) => createPixelCnn(plain, wiring))).toBe(0);
  });

  it("refuses codes that lie on no grid", () => {
    const site = { name: "z", shape: [4, 2], codes: { size: 3, shape: [4] } };
    expect(() => createGatedPixelCnn(config, { site })).toThrow(/on a grid.*transformer/s);
    expect(() => createGatedPixelCnn(config, { site: { name: "z", shape: [2] } })).toThrow(ConfigError);
  });
});
