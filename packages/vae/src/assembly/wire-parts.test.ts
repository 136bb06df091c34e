import { describe, expect, it } from "vitest";
import { builtInParts } from "../all.ts";
import { parseConfig } from "../config/parse-config.ts";
import { createRegistry } from "../registry/registry.ts";
import { openData, wireParts } from "./wire-parts.ts";

const registry = createRegistry(builtInParts);
const config = (over: object = {}) =>
  parseConfig(
    {
      data: { kind: "linear-gaussian", size: 5, latents: 2 },
      likelihood: { kind: "gaussian", sigma: { kind: "per-pixel" } },
      latents: { kind: "single", posterior: { kind: "gaussian", dimension: 3 } },
      decoder: { kind: "dense", hidden: [4] },
      encoder: { kind: "dense", hidden: [4] },
      loss: { kind: "elbo" },
      training: { steps: 1 },
      ...over,
    },
    registry,
  );
const wire = async (over: object = {}) => {
  const parsed = config(over);
  return wireParts(parsed, await openData(parsed, registry), registry);
};

describe("parts are wired in the order data, likelihood, latents, decoder, encoder, loss", () => {
  it("the decoder produces what the likelihood asks for, the encoder what the latents ask for", async () => {
    const { encoder, decoder, latents } = await wire();
    expect(latents.sites).toEqual([{ name: "z", shape: [3] }]);
    expect(latents.features).toEqual({ mean: [3], "log-variance": [3] });
    expect(Object.keys(decoder.params.heads as object)).toEqual(["mean", "log-variance"]);
    expect(Object.keys(encoder.params.heads as object)).toEqual(["mean", "log-variance"]);
  });

  it("knobs carry the name of the part that declares them", async () => {
    const { knobs } = await wire({ loss: { kind: "elbo", beta: { kind: "linear", from: 1, to: 3 } } });
    expect(Object.keys(knobs)).toEqual(["loss/beta"]);
    expect(knobs["loss/beta"]?.({ step: 5, stepsPerEpoch: 1, steps: 10 })).toBe(2);
  });

  it.each([
    ["a likelihood of other data", { likelihood: { kind: "bernoulli" } }, /does not describe real data/],
    ["a net for images", { encoder: { kind: "conv" } }, /image|height/],
    [
      "a loss that needs continuous latents",
      {
        latents: { kind: "single", posterior: { kind: "vq", shape: [2, 3], codes: 4 } },
        loss: { kind: "iwae" },
      },
      /the loss "iwae" needs a posterior with draws that differ .* since equal draws are worth one.*posterior "vq" of site z/,
    ],
    [
      "a prior of codes without codes",
      { latents: { kind: "single", posterior: { kind: "gaussian", dimension: 3 }, prior: { kind: "codes-uniform" } } },
      /needs a site of codes/,
    ],
  ])("refuses %s", async (_, over, reason) => {
    await expect(wire(over)).rejects.toThrow(reason);
  });
});

describe("a condition", () => {
  const labels = { data: { kind: "names" }, likelihood: { kind: "categorical" } };
  const recurrent = {
    ...labels,
    encoder: { kind: "recurrent", hidden: 3 },
    decoder: { kind: "recurrent", hidden: 3 },
    condition: { field: "label" },
  };

  it("is one more latent of the decoder and a field that the encoder reads", async () => {
    const { condition, encoder, decoder, latents } = await wire(recurrent);
    expect(condition?.width).toBe(16);
    expect(encoder.reads).toContain("condition");
    expect((decoder.params.initial as unknown as { weight: { shape: number[] } }).weight.shape).toEqual([16 + 3, 3]);
    expect(latents.sites).toEqual([{ name: "z", shape: [3] }]);
  });

  it.each([
    ["a field that the data lack", { condition: { field: "label" } }, /"label" cannot be a condition/],
    [
      "a conditional prior without one",
      { latents: { kind: "single", posterior: { kind: "gaussian", dimension: 3 }, prior: { kind: "conditional" } } },
      /prior "conditional" needs a condition/,
    ],
  ])("is refused: %s", async (_, over, reason) => {
    await expect(wire(over)).rejects.toThrow(reason);
  });
});
