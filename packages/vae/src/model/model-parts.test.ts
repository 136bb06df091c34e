import { listParams } from "@elbo/program";
import { expect, it } from "vitest";
import { twoSites } from "./fakes/two-sites.ts";
import { latentValues, modelTree, trainableValues } from "./model-parts.ts";

it("puts all of q in `encoder`, of p(x|z) in `decoder`, of p(z) in `prior`", () => {
  expect(listParams(modelTree(twoSites)).map(({ path }) => path)).toEqual([
    "encoder/net/slope",
    "decoder/net/gain",
    "prior/shift",
  ]);
});

it("shows the latents their own parameters", () => {
  const values = { encoder: { net: {}, posterior: { q: 1 } }, decoder: { net: {}, likelihood: {} }, prior: { p: 2 } };
  expect(latentValues(values as never)).toEqual({ posterior: { q: 1 }, prior: { p: 2 } });
});

it("lists what a gradient moves by group and path, and no state", () => {
  const spec = { shape: [], init: () => new Float32Array(1) };
  const decoder = { ...twoSites.decoder, params: { layer: { weight: spec, mean: { ...spec, state: true as const } } } };
  const values = {
    encoder: { net: { slope: 1 }, posterior: {} },
    decoder: { net: { layer: { weight: 2, mean: 3 } }, likelihood: {} },
    prior: { shift: 4 },
  };
  expect(trainableValues({ ...twoSites, decoder }, values as never)).toEqual({
    encoder: { "net/slope": 1 },
    decoder: { "net/layer/weight": 2 },
    prior: { shift: 4 },
  });
});
