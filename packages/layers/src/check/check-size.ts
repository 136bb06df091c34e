import { ConfigError } from "@elbo/spec";

/**
 * Returns `value` when it is a positive whole number.
 *
 * @throws ConfigError naming the size and where it was asked for.
 */
export function checkSize(value: number, name: string, where: string): number {
  if (!Number.isInteger(value) || value <= 0) {
    throw new ConfigError(`${name} makes no layer`, {
      where,
      expected: "a whole number of at least 1",
      received: `${value}`,
      remedy: `Give a positive ${name}.`,
    });
  }
  return value;
}
