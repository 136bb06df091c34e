import { ConfigError, type Family } from "@elbo/spec";
import type { Registry } from "../../registry/registry.ts";
import { madeUpSorts } from "./made-up-data.ts";
import { minimal } from "./minimal-configs.ts";

/** What a combination chooses: a sort of data, and a kind of each family; "-" where the family is left out. */
export const factors = [
  "data",
  "likelihood",
  "encoder",
  "decoder",
  "latents",
  "posterior",
  "transport",
  "prior",
  "loss",
  "condition",
] as const;
export type Factor = (typeof factors)[number];
export type Combination = Readonly<Record<Factor, string>>;

/** No part of this family. */
export const LEFT_OUT = "-";

/** A factor's kinds, read from the registry. */
export function levels(registry: Registry): Readonly<Record<Factor, readonly string[]>> {
  const kinds = (family: Family) => registry.kinds(family);
  return {
    data: madeUpSorts,
    likelihood: kinds("likelihood"),
    encoder: kinds("encoder"),
    decoder: kinds("decoder"),
    latents: kinds("latents"),
    posterior: [...kinds("posterior"), LEFT_OUT],
    transport: [LEFT_OUT, ...kinds("transport")],
    prior: [...kinds("prior"), LEFT_OUT],
    loss: kinds("loss"),
    condition: [LEFT_OUT, "label"],
  };
}

/** The config of the latents that a combination names. */
export const latentsConfig = (registry: Registry, { latents, posterior, transport, prior }: Combination) => ({
  ...minimal(registry, "latents", latents),
  ...(posterior === LEFT_OUT ? {} : { posterior: minimal(registry, "posterior", posterior) }),
  ...(transport === LEFT_OUT ? {} : { transports: [minimal(registry, "transport", transport)] }),
  ...(prior === LEFT_OUT ? {} : { prior: minimal(registry, "prior", prior) }),
});

/** The whole config of a combination, before parsing. */
export const configOf = (registry: Registry, chosen: Combination) => ({
  data: { kind: "made-up", sort: chosen.data },
  likelihood: minimal(registry, "likelihood", chosen.likelihood),
  latents: latentsConfig(registry, chosen),
  decoder: minimal(registry, "decoder", chosen.decoder),
  encoder: minimal(registry, "encoder", chosen.encoder),
  loss: minimal(registry, "loss", chosen.loss),
  ...(chosen.condition === LEFT_OUT ? {} : { condition: { field: chosen.condition } }),
  training: { steps: 1, batch: 4 },
});

/** In one line, for a test's name. */
export const combinationName = (chosen: Combination): string =>
  factors
    .map((factor) => chosen[factor])
    .filter((kind) => kind !== LEFT_OUT)
    .join(" + ");

/** Undefined when it can be, else the reason for refusing it; any other error is a defect and is thrown on. */
export function refusal(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}
