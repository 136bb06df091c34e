import { ConfigError } from "@elbo/spec";

const parseValue = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** A copy in which nothing stands at two places: a net that encoder and decoder share is changed in one of them. */
const copyOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner)]));
};

/**
 * A copy of `config` with `a.b=c` settings applied in order. Values are read as JSON where they are JSON, else as text.
 * Setting `x.kind` to another kind drops the other keys of `x`: they belonged to the former part.
 *
 * @throws ConfigError when a setting has no "=" or walks through something that is not an object.
 */
export function overrideConfig(config: unknown, settings: readonly string[]): unknown {
  const copy = copyOf(config) as Record<string, unknown>;
  for (const setting of settings) {
    const equals = setting.indexOf("=");
    if (equals < 1) {
      throw new ConfigError("a setting reads path=value", {
        where: `--set ${setting}`,
        remedy: "Example: --set loss.beta=4",
      });
    }
    const path = setting.slice(0, equals).split(".");
    const last = path.pop() as string;
    let node: Record<string, unknown> = copy;
    for (const key of path) {
      node[key] ??= {};
      if (typeof node[key] !== "object") {
        throw new ConfigError(`"${key}" is not an object`, { where: `--set ${setting}`, received: String(node[key]) });
      }
      node = node[key] as Record<string, unknown>;
    }
    const value = parseValue(setting.slice(equals + 1));
    if (last === "kind" && node.kind !== value) {
      for (const key of Object.keys(node)) delete node[key];
    }
    node[last] = value;
  }
  return copy;
}
