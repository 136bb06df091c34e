import { listParams, listValues } from "@elbo/program";
import type { Decoder, Encoder, LatentParams, Latents, Likelihood, Named, ParamTree, Values } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import type { Condition } from "../condition/create-condition.ts";

/** The parts that make up a model; the loss stands outside. */
export interface ModelParts {
  readonly encoder: Encoder;
  readonly latents: Latents;
  readonly decoder: Decoder;
  readonly likelihood: Likelihood;
  /** Labels or attributes that all passes are given. */
  readonly condition?: Condition;
}

/** Parameter tensors of a model by group, in the shape of `modelTree`. */
export interface ModelValues {
  readonly encoder: { readonly net: Values<ParamTree>; readonly posterior: Values<ParamTree> };
  readonly decoder: { readonly net: Values<ParamTree>; readonly likelihood: Values<ParamTree> };
  readonly prior: Values<ParamTree>;
}

/** Parameters by group: everything of q in `encoder`, of p(x|z) in `decoder`, of p(z) in `prior`. */
export function modelTree({ encoder, latents, decoder, likelihood }: ModelParts): ParamTree {
  return {
    encoder: { net: encoder.params, posterior: latents.params.posterior },
    decoder: { net: decoder.params, likelihood: likelihood.params },
    prior: latents.params.prior,
  };
}

/** The latents' own view of the groups. */
export const latentValues = (values: ModelValues): Values<LatentParams> => ({
  posterior: values.encoder.posterior,
  prior: values.prior,
});

/** Trainable parameters by group, then by path within it. */
export function trainableValues(parts: ModelParts, values: ModelValues): Named<Named<tf.Tensor>> {
  const groups = Object.entries(modelTree(parts)) as [keyof ModelValues, ParamTree][];
  return Object.fromEntries(
    groups.map(([group, tree]) => {
      const bound = listValues(tree, values[group] as Values<ParamTree>);
      const kept = listParams(tree).filter(({ spec }) => spec.state !== true);
      return [group, Object.fromEntries(kept.map(({ path }) => [path, bound[path] as tf.Tensor]))];
    }),
  );
}
