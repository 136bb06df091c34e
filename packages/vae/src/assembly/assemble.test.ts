import { listParams } from "@elbo/program";
import { beforeAll, describe, expect, it } from "vitest";
import { builtInParts } from "../all.ts";
import { parseConfig } from "../config/parse-config.ts";
import { createRegistry } from "../registry/registry.ts";
import { assemble } from "./assemble.ts";
import type { Assembled } from "./assembled.ts";

const registry = createRegistry(builtInParts);
let assembled: Assembled;

beforeAll(async () => {
  const config = {
    data: { kind: "linear-gaussian", size: 5, latents: 2 },
    likelihood: { kind: "gaussian" },
    latents: {
      kind: "top-down",
      sites: [1, 2].map((dimension) => ({ name: `z${dimension}`, dimension })),
      widths: [3],
    },
    decoder: { kind: "dense", hidden: [4] },
    encoder: { kind: "dense", hidden: [4] },
    loss: { kind: "factor", layers: 1, width: 3 },
    training: { steps: 1 },
  };
  assembled = await assemble(parseConfig(config, registry), registry);
});

describe("an assembled model", () => {
  it("has its parameters by group", () => {
    const groups = new Set(listParams(assembled.tree).map(({ path }) => path.split("/")[0]));
    expect([...groups]).toEqual(["encoder", "decoder", "prior", "loss"]);
    expect(listParams(assembled.tree).map(({ path }) => path)).toContain("decoder/likelihood/logSigma");
  });

  it("asks an objective for the gradients of its own groups, or of those that a stage names", () => {
    const inputs = {
      x: { shape: [7, 5], dtype: "float32" },
      weight: { shape: [7], dtype: "float32" },
    };
    expect(assembled.objective("vae", 7).signature).toEqual({
      inputs,
      training: true,
      gradients: [{ of: "objective", params: ["encoder", "decoder", "prior"] }],
    });
    const [wanted] = assembled.objective("vae", 7, ["decoder"]).signature.gradients ?? [];
    expect(wanted).toEqual({ of: "objective", params: ["decoder"] });
    expect(assembled.objective("discriminator", 7).signature.gradients).toEqual([
      { of: "objective", params: ["loss"] },
    ]);
  });

  it("evaluates batches without training, and generates from latents of every site", () => {
    for (const request of [assembled.evaluation(2), assembled.importance(2, 9), assembled.reconstruction(2)]) {
      expect(request.signature).toMatchObject({ training: false, inputs: { weight: { shape: [2] } } });
      expect(request.signature.gradients).toBeUndefined();
    }
    expect(assembled.decoding(4).signature.inputs).toEqual({
      "latent/z1": { shape: [4, 1], dtype: "float32" },
      "latent/z2": { shape: [4, 2], dtype: "float32" },
    });
    expect(assembled.prior(4).signature.inputs).toEqual({});
    expect(assembled.generation(4).signature.inputs).toEqual({});
  });
});
