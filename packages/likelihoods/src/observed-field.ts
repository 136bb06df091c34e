import { ConfigError, type Field, type Wiring } from "@elbo/spec";

/**
 * The data field `x` that a likelihood describes.
 *
 * @throws ConfigError when the data has none.
 */
export function observedField(kind: string, wiring: Pick<Wiring, "fields">): Field {
  const x = wiring.fields.x;
  if (x === undefined) {
    throw new ConfigError("the data has no field x", {
      where: `likelihoods/${kind}`,
      expected: "a field named x",
      received: Object.keys(wiring.fields).join(", ") || "no fields",
      remedy: "Choose a data set whose examples are called x.",
    });
  }
  return x;
}
