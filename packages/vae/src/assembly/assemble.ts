import type { Field, Group, Input, Named, Signature } from "@elbo/spec";
import type { ModelConfig } from "../config/model-config.ts";
import { modelTree } from "../model/model-parts.ts";
import { evaluationProgram, importanceProgram } from "../programs/evaluation-program.ts";
import { decodeProgram, generationProgram, priorProgram } from "../programs/generation-program.ts";
import { objectiveProgram } from "../programs/objective-program.ts";
import { encodeProgram, reconstructionProgram } from "../programs/reconstruction-program.ts";
import type { Registry } from "../registry/registry.ts";
import type { Assembled } from "./assembled.ts";
import { withKnownFields } from "./known-fields.ts";
import { openData, wireParts } from "./wire-parts.ts";
import { readsIndex, withIndex } from "./with-index.ts";

const fieldInputs = (fields: Named<Field>, batch: number): Named<Input> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, { shape, dtype }]) => [name, { shape: [batch, ...shape], dtype }]),
  );

const batchInputs = (fields: Named<Field>, batch: number): Named<Input> => ({
  ...fieldInputs(fields, batch),
  weight: { shape: [batch], dtype: "float32" },
});

/**
 * Puts a model together from its config: opens the data, wires the parts, and offers its programs.
 *
 * @throws ConfigError when parts do not fit, DataError when the data cannot be had.
 */
export async function assemble(config: ModelConfig, registry: Registry): Promise<Assembled> {
  const opened = await openData(config, registry);
  const { loss, knobs, ...parts } = wireParts(config, opened, registry);
  const { encoder, latents, decoder, likelihood } = parts;
  const known = withKnownFields(opened, likelihood.describes);
  const dataset = readsIndex([encoder, latents, decoder, likelihood, loss]) ? withIndex(known) : known;
  const evaluating = (batch: number): Signature => ({ inputs: batchInputs(dataset.fields, batch), training: false });
  const condition = (count: number) => fieldInputs(parts.condition?.fields ?? {}, count);
  const latentInputs = (count: number): Named<Input> =>
    Object.fromEntries(
      parts.latents.sites.map(({ name, shape }) => [`latent/${name}`, { shape: [count, ...shape], dtype: "float32" }]),
    );
  const objectives = Object.fromEntries(
    Object.entries(loss.objectives).map(([name, { moves }]) => [name, { moves: moves as readonly Group[] }]),
  );
  return {
    config,
    dataset,
    parts,
    tree: { ...modelTree(parts), loss: loss.params },
    knobs,
    objectives,
    ...(loss.together ? { together: true as const } : {}),
    objective: (name, batch, moves) => ({
      program: objectiveProgram(parts, loss, name, moves),
      signature: {
        inputs: batchInputs(dataset.fields, batch),
        training: true,
        gradients: [{ of: "objective", params: moves ?? objectives[name]?.moves ?? [] }],
      },
    }),
    evaluation: (batch) => ({ program: evaluationProgram(parts), signature: evaluating(batch) }),
    importance: (batch, samples) => ({ program: importanceProgram(parts, samples), signature: evaluating(batch) }),
    reconstruction: (batch) => ({ program: reconstructionProgram(parts), signature: evaluating(batch) }),
    encoding: (batch) => ({ program: encodeProgram(parts), signature: evaluating(batch) }),
    prior: (count) => ({
      program: priorProgram(parts, count),
      signature: { inputs: condition(count), training: false },
    }),
    decoding: (count) => ({
      program: decodeProgram(parts, count),
      signature: { inputs: { ...latentInputs(count), ...condition(count) }, training: false },
    }),
    generation: (count) => ({
      program: generationProgram(parts, count),
      signature: { inputs: condition(count), training: false },
    }),
  };
}
