import { NotSupportedError, type Program } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { createModel } from "../model/create-model.ts";
import { drawPrior } from "../model/draw-prior.ts";
import type { ModelParts, ModelValues } from "../model/model-parts.ts";
import { shownFields } from "./reconstruction-program.ts";

/** z ~ p(z): outputs `latent/<site>` `[count, ...event]`. Inputs of all three are the fields of the condition, if there is one. */
export function priorProgram(parts: ModelParts, count: number): Program {
  return (params, inputs, context) => {
    const values = params as unknown as ModelValues;
    const batch = { weight: tf.ones([count]), ...inputs };
    const given = createModel(parts, values).given(batch, [count], context);
    const z = drawPrior(parts, values, count, given, context.at("latents"));
    return Object.fromEntries(Object.entries(z).map(([name, value]) => [`latent/${name}`, value]));
  };
}

/** z ~ p(z) with every site's deviation multiplied by `temperature`: for Gaussian priors. Outputs as `priorProgram`. */
export function temperedPriorProgram(parts: ModelParts, count: number, temperature: number): Program {
  return (params, inputs, context) => {
    const values = params as unknown as ModelValues;
    const given = createModel(parts, values).given({ weight: tf.ones([count]), ...inputs }, [count], context);
    const z = drawPrior(parts, values, count, given, context.at("latents"), temperature);
    return Object.fromEntries(Object.entries(z).map(([name, value]) => [`latent/${name}`, value]));
  };
}

/** Given `latent/<site>` `[count, ...event]`: output `x` `[count, ...x]`, one draw of p(x|z). */
export function drawnProgram(parts: ModelParts, count: number): Program {
  return (params, inputs, context) => {
    const z = Object.fromEntries(parts.latents.sites.map(({ name }) => [name, inputs[`latent/${name}`] as tf.Tensor]));
    const model = createModel(parts, params as unknown as ModelValues);
    const x = model.decode(z, { weight: tf.ones([count]), ...inputs }, context);
    if (!x.draw) throw new NotSupportedError(`"${x.family}" cannot be drawn in one pass`, { where: "vae/sample" });
    return { x: tf.squeeze(x.draw(1, context.at("x")).value, [0]) };
  };
}

/** Given `latent/<site>` `[count, ...event]`: output `mean` `[count, ...x]` of p(x|z), and `mean/<field>`. */
export function decodeProgram(parts: ModelParts, count: number): Program {
  return (params, inputs, context) => {
    const z = Object.fromEntries(parts.latents.sites.map(({ name }) => [name, inputs[`latent/${name}`] as tf.Tensor]));
    const model = createModel(parts, params as unknown as ModelValues);
    return shownFields(parts.likelihood, model.decode(z, { weight: tf.ones([count]), ...inputs }, context));
  };
}

/** z ~ p(z), then the mean of p(x|z): outputs `mean` and `latent/<site>`. */
export function generationProgram(parts: ModelParts, count: number): Program {
  const prior = priorProgram(parts, count);
  const decode = decodeProgram(parts, count);
  return (params, inputs, context) => {
    const z = prior(params, inputs, context);
    return { ...z, ...decode(params, { ...inputs, ...z }, context) };
  };
}
