import { type Distribution, type Named, NotSupportedError, type Program } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { createModel } from "../model/create-model.ts";
import type { ModelParts, ModelValues } from "../model/model-parts.ts";
import { type Choose, walkSites } from "../model/walk-sites.ts";

/** Repeats a parameter along the axes that it lacks. */
const filled = (value: tf.Tensor, shape: readonly number[]): tf.Tensor =>
  value.rank > shape.length || value.shape.join() === shape.join() ? value : tf.add(value, tf.zeros([...shape]));

/** Mean and scale of a diagonal Gaussian, over its whole shape. */
function moments({ family, parameters, batchShape, eventShape }: Distribution, site: string): Named<tf.Tensor> {
  const { mean, scale } = parameters;
  if (!mean || !scale) {
    throw new NotSupportedError(`"${family}" has no mean and scale`, {
      where: `vae/coder site ${site}`,
      expected: "a Gaussian with diagonal covariance",
    });
  }
  const shape = [...batchShape, ...eventShape];
  return { mean: filled(mean, shape), scale: filled(scale, shape) };
}

/** Values of the sites that are given; of the others anything: nothing that is wanted depends on it. */
const whereGiven =
  (inputs: Named<tf.Tensor>): Choose =>
  (site, q) => {
    const given = inputs[`latent/${site}`];
    const centre = (q.mean as NonNullable<Distribution["mean"]>)();
    const value = given ?? (q.batchShape.length === 2 ? tf.squeeze(centre, [0]) : centre);
    const sampled = tf.expandDims(value, 0);
    return { value: sampled, logQ: tf.zeros(sampled.shape.slice(0, 2)) };
  };

/** q of one site given x and the sites inferred before it, or p given those above it. */
const lawOf =
  (parts: ModelParts, asked: string, of: "q" | "p") =>
  (...[params, inputs, context]: Parameters<Program>): Distribution => {
    const values = params as unknown as ModelValues;
    const size = (inputs.weight as tf.Tensor).size;
    const given = createModel(parts, values).given(inputs, [size], context);
    const features = parts.encoder.apply(values.encoder.net, given.batch, context.at("encoder"));
    const { sites } = walkSites(parts, values, features, given, whereGiven(inputs), context.at("latents"));
    return (sites.find(({ name }) => name === asked) as (typeof sites)[number])[of];
  };

/**
 * q of one site given x and the sites inferred before it, or p given those above it, `latent/<site>` `[batch, ...event]`: outputs `mean` and `scale`
 * `[batch, ...event]`. p of a site that nothing stands above is the same for all examples: `[...event]`.
 */
export function siteProgram(parts: ModelParts, asked: string, of: "q" | "p"): Program {
  return (params, inputs, context) => {
    const law = lawOf(parts, asked, of)(params, inputs, context);
    const { mean, scale } = moments(law, asked) as { readonly mean: tf.Tensor; readonly scale: tf.Tensor };
    const rows = (x: tf.Tensor) => (law.batchShape.length === 2 ? tf.squeeze(x, [0]) : x);
    return { mean: rows(mean), scale: rows(scale) };
  };
}

/** p of a site where it is a mixture of Gaussians that depends on nothing: `logWeights` `[component]`, `mean` and `scale` `[component, latent]`. */
export function mixtureProgram(parts: ModelParts, asked: string): Program {
  return (params, inputs, context) => {
    const { logWeights, means, scales } = lawOf(parts, asked, "p")(params, inputs, context).parameters;
    if (!logWeights || !means || !scales) {
      throw new NotSupportedError("the prior is no mixture of Gaussians", {
        where: `vae/coder site ${asked}`,
        expected: "logWeights, means and scales",
      });
    }
    return { logWeights, mean: means, scale: scales };
  };
}

/** Parameters of elements, `parameter/<name>`, in full. */
export const elementOutputs = ({ parameters, batchShape }: Distribution): Named<tf.Tensor> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [`parameter/${name}`, filled(value, batchShape)]),
  );

/**
 * p(x|z) of given latents `latent/<site>` `[batch, ...event]`: outputs `parameter/<name>` `[batch, ...element]`, with axes
 * after the element's where a parameter has them (logits of categories, components of a mixture). `tell` hears of the
 * distribution itself, whose family says what the parameters mean.
 */
export function elementsProgram(parts: ModelParts, tell: (elements: Distribution) => void = () => {}): Program {
  return (params, inputs, context) => {
    const z = Object.fromEntries(parts.latents.sites.map(({ name }) => [name, inputs[`latent/${name}`] as tf.Tensor]));
    const [first] = Object.values(z);
    const weight = tf.ones([(first as tf.Tensor).shape[0] as number]);
    const elements = createModel(parts, params as unknown as ModelValues).decode(z, { weight }, context);
    tell(elements);
    return elementOutputs(elements);
  };
}
