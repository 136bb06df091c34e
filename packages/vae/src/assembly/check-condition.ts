import { ConfigError } from "@elbo/spec";
import { CONDITION, type Condition } from "../condition/create-condition.ts";
import type { ModelParts } from "../model/model-parts.ts";

/** Does the encoder read the condition that the config sends into it, and is the name free among the latents? */
export function checkCondition(
  { into }: Pick<Condition, "into">,
  encoder: Pick<ModelParts["encoder"], "reads">,
  { sites }: Pick<ModelParts["latents"], "sites">,
  kind: string,
): void {
  if (into.includes("encoder") && !encoder.reads?.includes(CONDITION)) {
    throw new ConfigError(`the encoder "${kind}" reads no condition`, {
      where: "config condition.into",
      expected: `an encoder that reads the batch field "${CONDITION}"`,
      remedy: "Set condition.into: [decoder], or choose another encoder.",
    });
  }
  if (sites.some(({ name }) => name === CONDITION)) {
    throw new ConfigError(`a site is called "${CONDITION}", as the condition is among a decoder's latents`, {
      where: "config latents.sites",
      remedy: "Rename the site.",
    });
  }
}
