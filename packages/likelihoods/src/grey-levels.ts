import { ConfigError, type Field, type Shape, type Wiring } from "@elbo/spec";
import { observedField } from "./observed-field.ts";

/**
 * Shape of x and its number of grey levels.
 *
 * @throws ConfigError when the data has no field x, or does not say how many levels it has.
 */
export function greyLevels(
  kind: string,
  wiring: Pick<Wiring, "fields">,
): { readonly shape: Shape; readonly levels: number } {
  const { shape, levels, support }: Field = observedField(kind, wiring);
  if (levels === undefined) {
    throw new ConfigError(`"${kind}" gives a mass to each grey level, and the data does not state levels`, {
      where: `likelihoods/${kind}`,
      expected: "levels on field x: pixels that were bytes, with data.binarise: none",
      received: `${support} values`,
      remedy: "Set data.binarise: none for pictures, or choose a likelihood for numbers, such as gaussian.",
    });
  }
  return { shape, levels };
}
