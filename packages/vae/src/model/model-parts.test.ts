import { listParams } from "@elbo/program";
import { expect, it } from "vitest";
import { twoSites } from "./fakes/two-sites.ts";
import { latentValues, modelTree } from "./model-parts.ts";

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
