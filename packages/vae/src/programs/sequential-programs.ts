import {
  type DecoderStepper,
  type Distribution,
  type Named,
  NotSupportedError,
  type Program,
  type Stepper,
} from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { decoderLatents } from "../condition/with-condition.ts";
import { createModel } from "../model/create-model.ts";
import { decoderReads } from "../model/decoder-reads.ts";
import { latentValues, type ModelParts, type ModelValues } from "../model/model-parts.ts";

/** How the next token is chosen from its distribution. */
export type Pick = "draw" | "mode";

const choose = (distribution: Distribution, pick: Pick, context: Parameters<NonNullable<Distribution["draw"]>>[1]) => {
  if (pick === "mode" && distribution.mode) return distribution.mode();
  if (!distribution.draw) {
    throw new NotSupportedError(`a stepper's distribution (${distribution.family}) cannot be drawn`, {
      where: "vae/programs",
      remedy: "Give the distribution of a step a method `draw`.",
    });
  }
  return tf.squeeze(distribution.draw(1, context).value, [0]);
};

const prefixed = (prefix: string, xs: Named<tf.Tensor>): Named<tf.Tensor> =>
  Object.fromEntries(Object.entries(xs).map(([name, x]) => [prefix + name, x]));

const carried = (inputs: Named<tf.Tensor>): Named<tf.Tensor> =>
  Object.fromEntries(
    Object.entries(inputs)
      .filter(([name]) => name.startsWith("carry/"))
      .map(([name, x]) => [name.slice("carry/".length), x]),
  );

const latentsOf = (parts: ModelParts, inputs: Named<tf.Tensor>): Named<tf.Tensor> =>
  Object.fromEntries(parts.latents.sites.map(({ name }) => [name, inputs[`latent/${name}`] as tf.Tensor]));

/** Begins and steps of a loop that draws one token at a time. Begin: outputs `carry/*`. Step: also `token` `[count]`. */
export interface SequentialPrograms {
  readonly length: number;
  readonly begin: Program;
  step(pick: Pick): Program;
}

/** One step of a decoder: the law of its token, `[count, 1]`, and what it hands on. */
const stepOnce = (
  parts: ModelParts,
  stepper: DecoderStepper,
  [params, inputs, context]: Parameters<Program>,
): { readonly elements: Distribution; readonly carry: Named<tf.Tensor> } => {
  const values = params as unknown as ModelValues;
  const { outputs, carry } = stepper.step(
    values.decoder.net,
    carried(inputs),
    inputs.previous as tf.Tensor,
    inputs.index as tf.Tensor,
    context.at("decoder"),
  );
  const elements = parts.likelihood.elements(values.decoder.likelihood, outputs, context.at("likelihood"));
  return { elements, carry: prefixed("carry/", carry) };
};

/** A step that says its token's law in place of choosing one: outputs `carry/*` and what `read` makes of the law, `[count, 1]`. */
export const lawStep =
  (parts: ModelParts, stepper: DecoderStepper, read: (elements: Distribution) => Named<tf.Tensor>): Program =>
  (...given) => {
    const { elements, carry } = stepOnce(parts, stepper, given);
    return { ...carry, ...read(elements) };
  };

/** A step that scores all tokens in place of choosing one: outputs `masses` `[count, value]`, log p, nats, and `carry/*`. */
export const scoredStep =
  (parts: ModelParts, stepper: DecoderStepper, count: number): Program =>
  (...given) => {
    const { elements, carry } = stepOnce(parts, stepper, given);
    if (!elements.logMasses) {
      throw new NotSupportedError(`"${elements.family}" does not say the probability of each value`, {
        where: "vae/programs",
        remedy: "Choose the likelihood `categorical`.",
      });
    }
    return { ...carry, masses: tf.reshape(elements.logMasses(), [count, -1]) };
  };

/** Text from given latents: inputs of `begin` are `latent/<site>` and the fields of the condition. */
export function decoderSequence(parts: ModelParts, stepper: DecoderStepper, count: number): SequentialPrograms {
  return {
    length: stepper.length,
    begin: (params, inputs, context) => {
      const values = params as unknown as ModelValues;
      const given = createModel(parts, values).given({ weight: tf.ones([count]), ...inputs }, [count], context);
      const read = decoderReads(parts, values, latentsOf(parts, inputs), given, context);
      const z = decoderLatents(parts, read, given.condition);
      return prefixed("carry/", stepper.begin(values.decoder.net, z, given, context.at("decoder")));
    },
    step:
      (pick) =>
      (...given) => {
        const { elements, carry } = stepOnce(parts, stepper, given);
        const token = tf.reshape(choose(elements, pick, given[2].at("token")), [count]);
        return { ...carry, token: tf.cast(token, "int32") };
      },
  };
}

/** Codes of one site from a sequential prior. */
export function priorSequence(parts: ModelParts, site: string, stepper: Stepper, count: number): SequentialPrograms {
  const given = (values: ModelValues, fields: Named<tf.Tensor>, context: Parameters<Program>[2]) => {
    const codebook = parts.latents.codebook?.(latentValues(values), site);
    const base = createModel(parts, values).given({ weight: tf.ones([count]), ...fields }, [count], context);
    return codebook ? { ...base, codebook } : base;
  };
  return {
    length: stepper.length,
    begin: (params, inputs, context) => {
      const values = params as unknown as ModelValues;
      const seen = given(values, inputs, context);
      return prefixed("carry/", stepper.begin(latentValues(values), seen, context.at("prior")));
    },
    step: (pick) => (params, inputs, context) => {
      const values = params as unknown as ModelValues;
      const { distribution, carry } = stepper.step(
        latentValues(values),
        carried(inputs),
        inputs.previous as tf.Tensor,
        inputs.index as tf.Tensor,
        context.at("prior"),
      );
      const token = tf.reshape(choose(distribution, pick, context.at("token")), [count]);
      return { ...prefixed("carry/", carry), token: tf.cast(token, "int32") };
    },
  };
}

/** Codes `[count, ...shape]` (input `codes`, int32) to latents: output `latent/<site>`. */
export function lookupProgram(parts: ModelParts, site: string): Program {
  return (params, inputs) => {
    const codebook = parts.latents.codebook?.(latentValues(params as unknown as ModelValues), site);
    if (!codebook) {
      throw new NotSupportedError(`a prior of site ${site} is drawn step by step, but the site has no codebook`, {
        where: "vae/programs",
        remedy: "Give its posterior a method `codebook`, or the prior a `draw` and no `stepper`.",
      });
    }
    return { [`latent/${site}`]: codebook.lookup(inputs.codes as tf.Tensor) };
  };
}
