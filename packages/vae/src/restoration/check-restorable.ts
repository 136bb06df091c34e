import { type Dataset, type Field, NotSupportedError } from "@elbo/spec";
import { checkNeeds } from "../assembly/check-needs.ts";
import type { ModelParts } from "../model/model-parts.ts";

const needs = {
  posterior: { real: "Hamiltonian moves walk through the latent space" },
  decoder: { decoded: "all that is seen is asked about at once" },
  likelihood: { mean: "it shows means of p(x|z)" },
} as const;

/**
 * The field that is restored.
 *
 * @throws ConfigError for a model without what restoring needs, NotSupportedError for one that describes more than x.
 */
export function checkRestorable(parts: ModelParts, { fields, name }: Dataset): Field {
  if (fields.x?.support === "tokens") {
    throw new NotSupportedError("the model is of text, whose symbols have no mean", {
      where: `vae.restore, data ${name}`,
      expected: "a model of numbers",
      remedy: "Use `restoreTokens`.",
    });
  }
  if (parts.likelihood.observed || !fields.x) {
    throw new NotSupportedError("the model describes several fields or typed columns, not one field of numbers", {
      where: `vae.restore, data ${name}`,
      expected: "a likelihood of each element of x alone",
      remedy: "Use `complete`, which fills one field from the others.",
    });
  }
  checkNeeds([{ family: "application", kind: "restore", part: { needs } }], parts);
  return fields.x;
}
