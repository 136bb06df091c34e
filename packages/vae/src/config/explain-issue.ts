import { ConfigError, type Family } from "@elbo/spec";
import type { z } from "zod";
import { nearest } from "./nearest.ts";

type Issue = z.core.$ZodIssue;

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((node, key) => (node as Record<PropertyKey, unknown> | undefined)?.[key], value);

const show = (value: unknown): string => {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text && text.length > 60 ? `${text.slice(0, 57)}...` : String(text);
};

/** Keys that a schema allows at a path, looked up in its JSON Schema. */
type AllowedKeys = (path: readonly PropertyKey[], value: unknown) => readonly string[];

/**
 * Turns the first problem that zod found into one sentence: the path, what came, what is allowed, the nearest name.
 */
export function explainIssue(
  issue: Issue,
  value: unknown,
  allowedKeys: AllowedKeys,
  kinds: (family: Family) => readonly string[],
): ConfigError {
  const where = `config ${issue.path.join(".") || "(top level)"}`;
  const received = show(at(value, issue.path));
  if (issue.code === "unrecognized_keys") {
    const allowed = allowedKeys(issue.path, value);
    const key = issue.keys[0] as string;
    const expected = allowed.length ? { expected: `one of ${allowed.join(", ")}` } : {};
    return new ConfigError(`unknown key "${key}"`, { where, ...expected, ...nearest(key, allowed) });
  }
  if (issue.code === "invalid_union" && issue.path.at(-1) === "kind") {
    const kind = at(value, issue.path);
    const family = familyOf(issue.path);
    const allowed = family ? kinds(family) : [];
    return new ConfigError(kind === undefined ? "no kind is given" : `unknown kind ${show(kind)}`, {
      where,
      ...(allowed.length ? { expected: `one of ${allowed.join(", ")}` } : {}),
      ...(typeof kind === "string" ? nearest(kind, allowed) : {}),
    });
  }
  if (issue.code === "invalid_union") {
    const nested = issue.errors.flat().sort((a, b) => b.path.length - a.path.length)[0];
    if (nested?.path.length) {
      return explainIssue({ ...nested, path: [...issue.path, ...nested.path] } as Issue, value, allowedKeys, kinds);
    }
  }
  return new ConfigError(issue.message.replace(/^Invalid input: /, ""), { where, received });
}

const families: Record<string, Family> = {
  data: "data",
  likelihood: "likelihood",
  latents: "latents",
  posterior: "posterior",
  transports: "transport",
  prior: "prior",
  decoder: "decoder",
  encoder: "encoder",
  loss: "loss",
  optimiser: "optimiser",
  beta: "schedule",
  rate: "schedule",
};

const familyOf = (path: readonly PropertyKey[]): Family | undefined => {
  const slot = [...path].reverse().find((key) => typeof key === "string" && key !== "kind");
  return families[String(slot)];
};
