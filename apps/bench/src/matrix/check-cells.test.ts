import { createRegistry } from "@elbo/vae";
import { builtInParts } from "@elbo/vae/all";
import { expect, it } from "vitest";
import { checkCells } from "./check-cells.ts";
import { parseCell, parseMatrix } from "./parse-matrix.ts";
import { planRuns } from "./plan-runs.ts";

const registry = createRegistry(builtInParts);
const matrix = (variants: object) => ({
  name: "x",
  base: {
    likelihood: { kind: "gaussian" },
    latents: { kind: "single", posterior: { kind: "gaussian", dimension: 2 } },
    decoder: { kind: "dense", hidden: [4] },
    encoder: { kind: "dense", hidden: [4] },
    loss: { kind: "elbo" },
    training: { steps: 1 },
  },
  data: { numbers: { data: { kind: "linear-gaussian" } } },
  variants,
});
const check = (variants: object) => {
  const cells = planRuns(parseMatrix(matrix(variants)));
  return checkCells(
    cells.map((cell) => ({ ...cell, parsed: parseCell(cell, registry) })),
    registry,
  );
};

it("lets variants of any latents, likelihood and loss through", async () => {
  const sites = [
    { name: "a", dimension: 1 },
    { name: "b", dimension: 2 },
  ];
  const variants = {
    plain: { config: {} },
    chain: { config: { latents: { kind: "top-down", sites } } },
    codes: { config: { latents: { posterior: { kind: "vq", shape: [2, 3] } } } },
    own: { config: { likelihood: { sigma: { kind: "per-pixel" } }, loss: { kind: "factor" } } },
    gone: { config: { data: { size: 3 }, loss: { kind: "iwae", samples: 3 } } },
  };
  await expect(check(variants)).resolves.toBeUndefined();
});

it("names the variant whose parts do not fit, before anything is trained", async () => {
  const codes = { latents: { posterior: { kind: "vq", shape: [2, 3] } }, loss: { kind: "iwae" } };
  await expect(check({ plain: { config: {} }, odd: { config: codes } })).rejects.toThrow(
    /^variant "odd" on numbers, config loss: the loss "iwae" needs a posterior with draws that differ .*since.*: expected/,
  );
});
