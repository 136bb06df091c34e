import type { Family, Wiring } from "@elbo/spec";
import type { Registry } from "../registry/registry.ts";

/** What is known before anything is wired. */
export const nothingKnown: Omit<Wiring, "part"> = { fields: {}, features: {}, latents: {}, outputs: {} };

/** A wiring whose `part` finds definitions in the registry and hands nested parts what is known so far. */
export function createWiring(registry: Registry, known: Omit<Wiring, "part">): Wiring {
  return {
    ...known,
    part: <R>(family: Family, config: unknown, more: Partial<Omit<Wiring, "part">> = {}): R => {
      const { kind } = config as { kind: string };
      const definition = registry.definition(family, kind);
      return definition.create(config as never, createWiring(registry, { ...known, ...more })) as R;
    },
  };
}
