import { ConfigError } from "@elbo/spec";
import type { z } from "zod";
import { nearest } from "./nearest.ts";
import type { Lookup } from "./schema-lookup.ts";

type Issue = z.core.$ZodIssue;

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((node, key) => (node as Record<PropertyKey, unknown> | null | undefined)?.[key], value);

const show = (value: unknown): string => {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text && text.length > 60 ? `${text.slice(0, 57)}...` : String(text);
};

const nouns: Readonly<Record<string, string>> = {
  number: "a number",
  int: "a whole number",
  string: "text",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};
const noun = (type: string) => nouns[type] ?? type;
const listed = (names: readonly string[]) => `one of ${names.join(", ")}`;

/** The problem of one issue that stands for itself, and what would have been right. */
const describe = (issue: Issue): { readonly problem: string; readonly expected?: string } => {
  switch (issue.code) {
    case "invalid_type":
      return { problem: "wrong type", expected: noun(issue.expected) };
    case "too_small":
    case "too_big": {
      const small = issue.code === "too_small";
      const limit = issue.code === "too_small" ? issue.minimum : issue.maximum;
      const words = small ? ["at least", "more than"] : ["at most", "less than"];
      const counted = issue.origin === "array" ? " entries" : issue.origin === "string" ? " characters" : "";
      const expected = `${words[issue.inclusive ? 0 : 1]} ${limit}${counted}`;
      return { problem: small ? "too small" : "too large", expected };
    }
    case "invalid_value":
      return { problem: "no such choice", expected: listed(issue.values.map(String)) };
    default:
      return { problem: issue.message };
  }
};

/** The most telling of the problems that the branches of a union have: of something that is there, deep inside. */
const mostTelling = (issues: readonly Issue[], inside: unknown): Issue | undefined => {
  const rank = (issue: Issue) => {
    const missing = at(inside, issue.path) === undefined;
    return (missing ? 0 : 2 * issue.path.length) + (issue.code === "unrecognized_keys" ? 1 : 0);
  };
  return [...issues].sort((a, b) => rank(b) - rank(a))[0];
};

/** Turns a problem that zod found into one sentence: the path, what came, what is allowed, the nearest name. */
export function explainIssue(issue: Issue, value: unknown, lookup: Lookup, file = "config"): ConfigError {
  const { path } = issue;
  const found = at(value, path);
  const where = `${file} ${path.join(".") || "(top level)"}`;
  if (issue.code === "unrecognized_keys") {
    const allowed = lookup.keys(path);
    const key = issue.keys[0] as string;
    const expected = allowed.length ? { expected: listed(allowed) } : {};
    return new ConfigError(`unknown key "${key}"`, { where, ...expected, ...nearest(key, allowed) });
  }
  if (issue.code === "invalid_union" && path.at(-1) === "kind") {
    const allowed = lookup.kinds(path.slice(0, -1));
    return new ConfigError(found === undefined ? "no kind is given" : `unknown kind ${show(found)}`, {
      where,
      ...(allowed.length ? { expected: listed(allowed) } : {}),
      ...(typeof found === "string" ? nearest(found, allowed) : {}),
    });
  }
  if (issue.code === "invalid_union") {
    const nested = issue.errors.flat();
    const telling = mostTelling(nested, found);
    if (telling && (telling.path.length > 0 || telling.code !== "invalid_type")) {
      return explainIssue({ ...telling, path: [...path, ...telling.path] } as Issue, value, lookup, file);
    }
    const types = new Set(nested.flatMap((each) => (each.code === "invalid_type" ? [noun(each.expected)] : [])));
    return new ConfigError("wrong type", { where, expected: [...types].join(" or "), received: show(found) });
  }
  const { problem, expected } = describe(issue);
  const choices = issue.code === "invalid_value" && typeof found === "string" ? issue.values.map(String) : [];
  const remedy = nearest(String(found), choices);
  if (found === undefined && issue.code === "invalid_type") {
    return new ConfigError("this is missing", { where, ...(expected ? { expected } : {}) });
  }
  return new ConfigError(problem, { where, ...(expected ? { expected } : {}), received: show(found), ...remedy });
}
