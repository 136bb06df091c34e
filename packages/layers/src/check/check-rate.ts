import { ConfigError } from "@elbo/spec";

/**
 * Returns `value` when it is a probability below 1.
 *
 * @throws ConfigError naming the rate and where it was asked for.
 */
export function checkRate(value: number, name: string, where: string): number {
  if (!(value >= 0 && value < 1)) {
    throw new ConfigError(`${name} is no dropout rate`, {
      where,
      expected: "a probability in [0, 1)",
      received: `${value}`,
      remedy: "0 switches it off; 1 would drop everything.",
    });
  }
  return value;
}
