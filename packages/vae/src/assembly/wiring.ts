import type { Family, Wiring } from "@elbo/spec";
import type { Registry } from "../registry/registry.ts";
import type { Created } from "./check-needs.ts";

/** What is known before anything is wired. */
export const nothingKnown: Omit<Wiring, "part"> = { fields: {}, features: {}, latents: {}, outputs: {} };

/**
 * A wiring whose `part` finds definitions in the registry and hands nested parts what is known so far; each part that it
 * creates is noted in `created`, outer ones after those that they nest.
 */
export function createWiring(registry: Registry, known: Omit<Wiring, "part">, created: Created[] = []): Wiring {
  return {
    ...known,
    part: <R>(family: Family, config: unknown, more: Partial<Omit<Wiring, "part">> = {}): R => {
      const { kind } = config as { kind: string };
      const definition = registry.definition(family, kind);
      const inner = { ...known, ...more };
      const part = definition.create(config as never, createWiring(registry, inner, created));
      const site = inner.site?.name ?? inner.serves;
      created.push({ family, kind, part: part as Created["part"], ...(site === undefined ? {} : { site }) });
      return part as R;
    },
  };
}
