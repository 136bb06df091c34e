import type {
  Dataset,
  DatasetSource,
  Decoder,
  Encoder,
  Latents,
  Likelihood,
  Loss,
  Named,
  Schedule,
  Shape,
  Wiring,
} from "@elbo/spec";
import { CONDITION, createCondition } from "../condition/create-condition.ts";
import type { ModelConfig } from "../config/model-config.ts";
import { type ModelParts, modelTree } from "../model/model-parts.ts";
import type { Registry } from "../registry/registry.ts";
import { checkCondition } from "./check-condition.ts";
import { checkBatch, checkExamples, checkReads, checkSupport } from "./check-fit.ts";
import { type Created, checkNeeds } from "./check-needs.ts";
import { createWiring, nothingKnown } from "./wiring.ts";
import { INDEX } from "./with-index.ts";

/** Opens the data set that a config names. */
export const openData = (config: ModelConfig, registry: Registry): Promise<Dataset> =>
  createWiring(registry, nothingKnown).part<DatasetSource>("data", config.data).open();

/** Creates the parts in the order data, likelihood, latents, decoder, encoder, loss, and refuses what does not fit. */
export function wireParts(
  config: ModelConfig,
  dataset: Dataset,
  registry: Registry,
): ModelParts & { readonly loss: Loss; readonly knobs: Named<Schedule> } {
  const created: Created[] = [];
  const condition = config.condition && createCondition(config.condition, dataset.fields);
  let known: Omit<Wiring, "part"> = {
    ...nothingKnown,
    fields: dataset.fields,
    examples: dataset.splits.train.length,
    ...(condition ? { condition: { width: condition.width, of: condition.of, into: condition.into } } : {}),
  };
  const part = <R>(family: Parameters<typeof wiringPart>[0], chosen: { kind: string }) =>
    wiringPart(family, chosen) as R;
  const wiringPart = (family: "likelihood" | "latents" | "decoder" | "encoder" | "loss", chosen: { kind: string }) =>
    createWiring(registry, known, created).part<unknown>(family, chosen);

  const likelihood = part<Likelihood>("likelihood", config.likelihood);
  checkSupport(dataset, likelihood, config.likelihood.kind);
  known = { ...known, outputs: likelihood.outputs };
  const latents = part<Latents>("latents", config.latents);
  const shapes: Named<Shape> = Object.fromEntries(latents.sites.map(({ name, shape }) => [name, shape]));
  known = { ...known, latents: shapes, features: latents.features };
  const beside = condition?.into.includes("decoder") ? { [CONDITION]: [condition.width] } : {};
  const read = { ...(latents.handsOver?.shapes ?? shapes), ...beside };
  const decoder = createWiring(registry, { ...known, latents: read }, created).part<Decoder>("decoder", config.decoder);
  const encoder = part<Encoder>("encoder", config.encoder);
  const loss = part<Loss>("loss", config.loss);

  const named = { encoder, latents, decoder, likelihood, loss };
  checkReads(dataset, named, [INDEX, ...(condition ? [CONDITION] : [])]);
  if (condition) checkCondition(condition, encoder, latents, config.encoder.kind);
  checkNeeds(created, named);
  checkBatch(config, loss);
  checkExamples(modelTree(named), dataset);
  const knobs = Object.entries(named).flatMap(([name, { knobs: schedules = {} }]) =>
    Object.entries(schedules).map(([knob, schedule]) => [`${name}/${knob}`, schedule] as const),
  );
  return { ...named, ...(condition ? { condition } : {}), knobs: Object.fromEntries(knobs) };
}
