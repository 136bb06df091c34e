import { type DrawLatents, type Named, NotSupportedError, type Numbers, type Sampler } from "@elbo/spec";
import { z } from "zod";
import { checkNeeds } from "../assembly/check-needs.ts";
import { createWiring, nothingKnown } from "../assembly/wiring.ts";
import { explainIssue } from "../config/explain-issue.ts";
import { type JsonSchema, lookUp } from "../config/schema-lookup.ts";
import type { Registry } from "../registry/registry.ts";
import { sideBySide } from "../sampling/side-by-side.ts";
import type { Session } from "../session/session.ts";
import { createFitting, type TrainOther } from "./create-fitting.ts";

/** The config of a sampler: `{ kind: "mixture", components: 10 }`. */
export interface SamplerConfig {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** @throws ConfigError with the path, what came, what is allowed and the nearest name. */
function parse(sampler: SamplerConfig, registry: Registry): SamplerConfig {
  const schema = z.strictObject({ sampler: registry.slot("sampler") });
  const parsed = schema.safeParse({ sampler });
  if (parsed.success) return parsed.data.sampler as SamplerConfig;
  const shape = z.toJSONSchema(schema, { io: "input", reused: "inline" }) as JsonSchema;
  throw explainIssue(parsed.error.issues[0] as z.core.$ZodIssue, { sampler }, lookUp(shape, { sampler }));
}

/**
 * Fits a sampler to a trained model. What it gives draws latents by site, `latent/<site>` `[count, ...event]`.
 *
 * @throws ConfigError for a wrong config, and where the model's parts do not have what the sampler needs; NotSupportedError
 * for a sampler that cannot heed a condition, on a conditional model.
 */
export async function openSampler(
  config: SamplerConfig,
  session: Session,
  { registry, seed, train }: { readonly registry: Registry; readonly seed: bigint; readonly train: TrainOther },
): Promise<(request: Parameters<DrawLatents>[0]) => Promise<Named<Numbers>>> {
  const parsed = parse(config, registry);
  const { parts } = session.assembled;
  const definition = registry.definition("sampler", parsed.kind);
  const sampler = definition.create(parsed, createWiring(registry, nothingKnown)) as Sampler;
  checkNeeds([{ family: "sampler", kind: parsed.kind, part: sampler }], parts);
  if (parts.condition && !sampler.conditional) {
    throw new NotSupportedError("a conditional model has other latents for every condition", {
      where: `sampler ${parsed.kind}`,
      expected: "a sampler that heeds the condition",
      remedy: "Choose the sampler prior.",
    });
  }
  const draw = await sampler.fit(createFitting(session, { seed, train }));
  const { split } = sideBySide(parts.latents);
  return async (request) => split(await draw(request), request.count);
}
