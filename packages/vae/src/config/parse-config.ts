import { ConfigError } from "@elbo/spec";
import { z } from "zod";
import type { Registry } from "../registry/registry.ts";
import { explainIssue } from "./explain-issue.ts";
import { type ModelConfig, modelConfig } from "./model-config.ts";

const freeze = <T>(value: T): T => {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) freeze(child);
  }
  return value;
};

interface JsonSchema {
  readonly properties?: Record<string, JsonSchema & { readonly const?: unknown }>;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
}

/** Keys allowed at a path of a config, following the `kind` that the value itself names. */
const allowedAt = (schema: JsonSchema, path: readonly PropertyKey[], value: unknown): readonly string[] => {
  const options = schema.oneOf ?? schema.anyOf;
  if (options) {
    const kind = (value as { kind?: unknown } | undefined)?.kind;
    const chosen =
      options.find((option) => option.properties?.kind?.const === kind) ?? options.find((o) => o.properties);
    return chosen ? allowedAt(chosen, path, value) : [];
  }
  const [key, ...rest] = path;
  if (key === undefined) return Object.keys(schema.properties ?? {});
  const child = typeof key === "number" ? schema.items : schema.properties?.[String(key)];
  return child ? allowedAt(child, rest, (value as Record<PropertyKey, unknown> | undefined)?.[key]) : [];
};

/** The JSON Schema of a whole config; fields with defaults are optional. */
export const configSchema = (registry: Registry): Record<string, unknown> =>
  z.toJSONSchema(modelConfig(registry), { io: "input", reused: "inline" }) as Record<string, unknown>;

/**
 * Checks a config, fills in its defaults and freezes it. Parsing the result again gives the same.
 *
 * @throws ConfigError with the path, what came, what is allowed and the nearest name.
 */
export function parseConfig(value: unknown, registry: Registry): ModelConfig {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ConfigError("a config is an object", {
      where: "config (top level)",
      received: value === null ? "an empty file" : Array.isArray(value) ? "a list" : typeof value,
      remedy: "Start from the output of `elbo init`.",
    });
  }
  const parsed = modelConfig(registry).safeParse(value);
  if (parsed.success) return freeze(parsed.data) as ModelConfig;
  const schema = configSchema(registry) as JsonSchema;
  const [issue] = parsed.error.issues;
  throw explainIssue(issue as z.core.$ZodIssue, value, (path, v) => allowedAt(schema, path, v), registry.kinds);
}
