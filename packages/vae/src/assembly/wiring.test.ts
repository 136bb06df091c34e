import { ConfigError, type Definition, type Wiring } from "@elbo/spec";
import { expect, it } from "vitest";
import { z } from "zod";
import { createRegistry } from "../registry/registry.ts";
import { createWiring, nothingKnown } from "./wiring.ts";

const definition = (family: Definition["family"], kind: string, create: Definition["create"]): Definition => ({
  ...{ family, kind, create },
  summary: "a part for a test",
  config: () => z.looseObject({ kind: z.literal(kind) }),
});
const registry = createRegistry([
  definition("prior", "inner", (config, { site, features }) => ({ config, site, features })),
  definition("latents", "outer", (config, wiring: Wiring) => ({
    prior: wiring.part("prior", (config as { prior: object }).prior, { site: { name: "z", shape: [2] } }),
    site: wiring.site,
  })),
]);

it("creates a part by family and kind, and hands nested parts what is known, with what is added for them alone", () => {
  const wiring = createWiring(registry, { ...nothingKnown, features: { mean: [3] } });
  const prior = { kind: "inner", width: 5 };
  expect(wiring.part("latents", { kind: "outer", prior })).toEqual({
    prior: { config: prior, site: { name: "z", shape: [2] }, features: { mean: [3] } },
    site: undefined,
  });
});

it("refuses a kind that the registry lacks", () => {
  const { part } = createWiring(registry, nothingKnown);
  expect(() => part("prior", { kind: "iner" })).toThrow(ConfigError);
  expect(() => part("prior", { kind: "iner" })).toThrow(/Did you mean "inner"/);
});
