import { ConfigError } from "@elbo/spec";
import { z } from "zod";
import type { Registry } from "../registry/registry.ts";
import { explainIssue } from "./explain-issue.ts";
import { type ModelConfig, modelConfig } from "./model-config.ts";
import { type JsonSchema, lookUp } from "./schema-lookup.ts";

const freeze = <T>(value: T): T => {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) freeze(child);
  }
  return value;
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
  const [issue] = parsed.error.issues;
  throw explainIssue(issue as z.core.$ZodIssue, value, lookUp(configSchema(registry) as JsonSchema, value));
}
