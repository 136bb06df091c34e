import { type DenseParams, dense } from "@elbo/layers";
import type { Batch, Context, Encoder, ParamTree, Values, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Parameters: an encoder of the registry that makes the feature, and one logit on it. */
export interface ImageJudgeParams extends ParamTree {
  readonly body: ParamTree;
  readonly logit: DenseParams;
}

/** What a judge sees in examples. */
export interface Judged {
  /** Dis_l(x), `[batch, feature]`: what the last layer decides by. */
  readonly feature: tf.Tensor;
  /** log D(x) / (1 - D(x)), `[batch]`: positive for examples that look like data. */
  readonly logOdds: tf.Tensor;
}

/** Tells examples of the data from decoded ones. */
export interface ImageJudge {
  readonly params: ImageJudgeParams;
  judge(params: Values<ImageJudgeParams>, x: tf.Tensor, batch: Batch, context: Context): Judged;
}

/** Slope of the leaky rectifier between feature and logit below 0. */
const SLOPE = 0.2;

/** A discriminator of examples: `config` is any encoder, which here makes one feature of `width` numbers. */
export function imageJudge(config: unknown, width: number, wiring: Pick<Wiring, "part" | "condition">): ImageJudge {
  const unconditioned = wiring.condition ? { condition: { ...wiring.condition, into: [] } } : {};
  const body = wiring.part<Encoder>("encoder", config, { features: { feature: [width] }, ...unconditioned });
  const logit = dense({ input: width, output: 1, where: "losses/vae-gan discriminator" });
  return {
    params: { body: body.params, logit: logit.params },
    judge: (params, x, batch, context) => {
      const feature = body.apply(params.body, { ...batch, x }, context).feature as tf.Tensor;
      const odds = logit.apply(params.logit, tf.leakyRelu(feature, SLOPE));
      return { feature, logOdds: tf.squeeze(odds, [1]) };
    },
  };
}
