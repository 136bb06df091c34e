import { NotSupportedError } from "@elbo/spec";
import { bernoulliCodec } from "./bernoulli.ts";
import { betaBinomialCodec } from "./beta-binomial.ts";
import { categoricalCodec, logMassesCodec } from "./categorical.ts";
import type { ElementsCodec } from "./elements-codec.ts";
import { logisticColoursCodec } from "./logistic-colours.ts";
import { logisticMixtureCodec } from "./logistic-mixture.ts";
import { ordinalCodec } from "./ordinal.ts";

/** Codecs of the families of distributions that have a finite support. */
export const elementCodecs: readonly ElementsCodec[] = [
  bernoulliCodec,
  categoricalCodec,
  betaBinomialCodec,
  logisticMixtureCodec,
  logisticColoursCodec,
  ordinalCodec,
  logMassesCodec,
];

/**
 * The codec of a family.
 *
 * @throws NotSupportedError when there is none.
 */
export function codecOf(family: string, codecs: readonly ElementsCodec[] = elementCodecs): ElementsCodec {
  const found = codecs.find((codec) => codec.family === family);
  if (found !== undefined) return found;
  throw new NotSupportedError(`a likelihood of family "${family}" cannot be coded without loss`, {
    where: "codec",
    expected: codecs.map((codec) => codec.family).join(", "),
    received: family,
    remedy: "Train with a likelihood that gives each value a mass, or give log-masses of a finite support.",
  });
}
