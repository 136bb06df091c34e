import { ConfigError } from "@elbo/spec";

/** @throws ConfigError for options that are no whole numbers of at least 1, by name. */
export function checkCounts(where: string, counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new ConfigError(`"${name}" counts nothing`, {
      where,
      expected: "a whole number of at least 1",
      received: `${value}`,
    });
  }
}
