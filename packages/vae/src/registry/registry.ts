import { ConfigError, type Definition, type Family } from "@elbo/spec";
import { z } from "zod";
import { nearest } from "../config/nearest.ts";

/** An explicit list of parts, with the schema of each family. Nothing registers itself. */
export interface Registry {
  readonly definitions: readonly Definition[];
  /** Kinds of one family. */
  kinds(family: Family): readonly string[];
  /** @throws ConfigError when the family has no such kind. */
  definition(family: Family, kind: string): Definition;
  /** The config schema of any part of the family, chosen by `kind`. */
  slot(family: Family): z.ZodType;
}

/**
 * Assembles a registry from definitions: the built-in list of `@elbo/vae/all`, and a user's own.
 *
 * @throws ConfigError when two definitions claim the same family and kind.
 */
export function createRegistry(definitions: readonly Definition[]): Registry {
  const byName = new Map<string, Definition>();
  for (const definition of definitions) {
    const name = `${definition.family}/${definition.kind}`;
    if (byName.has(name)) {
      throw new ConfigError(`two parts are called ${name}`, { where: "registry", remedy: "Give yours another kind." });
    }
    byName.set(name, definition);
  }
  const slots = new Map<Family, z.ZodType>();
  const kinds = (family: Family) => definitions.filter((d) => d.family === family).map((d) => d.kind);
  const registry: Registry = {
    definitions,
    kinds,
    definition: (family, kind) => {
      const found = byName.get(`${family}/${kind}`);
      if (found) return found;
      throw new ConfigError(`no ${family} is called "${kind}"`, {
        where: "registry",
        expected: kinds(family).join(", "),
        ...nearest(kind, kinds(family)),
      });
    },
    slot: (family) => {
      const known = slots.get(family);
      if (known) return known;
      // Lazy: a family may nest itself (a mixture of priors, a chain of transports).
      const schema: z.ZodType = z.lazy(() => union);
      slots.set(family, schema);
      const options = definitions.filter((d) => d.family === family).map((d) => d.config(registry.slot));
      const union: z.ZodType = options.length
        ? z.discriminatedUnion("kind", options as unknown as [z.ZodObject, ...z.ZodObject[]])
        : z.never();
      slots.set(family, union);
      return union;
    },
  };
  return registry;
}
