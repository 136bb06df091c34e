import { constant } from "@elbo/program";
import {
  ConfigError,
  type Context,
  type Definition,
  type Initialiser,
  type ParamSpec,
  type Prior,
  type Wiring,
} from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { withEvent } from "../gaussian/flat-event.ts";
import { priorSite } from "../prior-site.ts";
import { equalSpheres } from "./equal-spheres.ts";

const schema = z.strictObject({
  kind: z.literal("exemplar"),
  exemplars: z.int().min(2).default(1000).describe("training examples N that the prior is made of, drawn once"),
  perStep: z
    .int()
    .min(2)
    .optional()
    .describe("exemplars M that a training step encodes, drawn anew at each; absent: all of them"),
  field: z.string().default("x").describe("the batch field that exemplars hold"),
  scale: z.number().gt(0).default(1).describe("first standard deviation of each exemplar's Gaussian, in units of z"),
});

/** Options of `exemplar`. */
export type ExemplarConfig = z.output<typeof schema>;

/** Parameters of `exemplar`: the examples and their numbers, which no gradient moves, and the common log-scale. */
export interface ExemplarParams {
  readonly [name: string]: ParamSpec;
  readonly exemplars: ParamSpec;
  readonly numbers: ParamSpec;
  readonly logScale: ParamSpec;
}

/** Training examples; without data, noise. */
const examplesOr =
  (otherwise: Initialiser): Initialiser =>
  (shape, source) =>
    source.examples ? Float32Array.from(source.examples) : otherwise(shape, source);

/** Far below any log-weight, yet finite. */
const NEVER = -1e9;

/** Creates the prior for the site in `wiring`. */
export function createExemplar(
  config: ExemplarConfig,
  wiring: Pick<Wiring, "site" | "fields" | "condition">,
): Prior<ExemplarParams> {
  const { exemplars: total, perStep = total } = config;
  const { name, shape } = priorSite("exemplar", wiring);
  const field = wiring.fields[config.field];
  if (field === undefined || field.dtype !== "float32") {
    throw new ConfigError("exemplars need a field of real numbers", {
      where: "latents.prior.field",
      expected: "a float32 field",
      received: field ? `${config.field}: ${field.dtype}` : `no field "${config.field}"`,
      remedy: "Choose another field, or another prior such as mixture.",
    });
  }
  if (perStep > total) {
    throw new ConfigError("a step cannot encode more exemplars than there are", {
      where: "latents.prior.perStep",
      expected: `at most exemplars: ${total}`,
      received: `${perStep}`,
    });
  }
  if (wiring.condition?.into.includes("encoder")) {
    throw new ConfigError("exemplars have no labels for an encoder that reads a condition", {
      where: "latents.prior.kind",
      expected: "condition.into without the encoder",
      remedy: "Take the prior conditional, or set condition.into: [decoder].",
    });
  }
  const from = (what: string) => ({ field: what, count: total, draw: `exemplars/${name}` });
  const params: ExemplarParams = {
    exemplars: {
      shape: [total, ...field.shape],
      init: examplesOr((_, { noise }) => noise({ law: "uniform" })),
      state: true,
      examples: from(config.field),
    },
    numbers: { shape: [total], init: examplesOr(constant(-1)), state: true, examples: from("index") },
    logScale: { shape: [], init: constant(Math.log(config.scale)) },
  };
  const latent = shape.reduce((a, b) => a * b, 1);
  return {
    params,
    reads: ["index"],
    needs: {
      posterior: {
        alone: "its components know no draws of earlier sites",
        "diagonal-gaussian": "its components stand at the means of training examples",
      },
      encoder: { "x-alone": "exemplars are stored as x and nothing beside it" },
    },
    distribution({ exemplars, numbers, logScale }, given, context) {
      const some = context.training && perStep < total;
      const chosen = some ? drawn(perStep, total, context) : undefined;
      const rows = (x: tf.Tensor) => (chosen ? tf.gather(x, chosen as tf.Tensor1D) : x);
      const count = chosen ? perStep : total;
      const batch = { [config.field]: rows(exemplars), weight: tf.ones([count]) };
      const q = given.encode(batch, context.at("exemplars").quiet())[name];
      const means = tf.reshape(q?.parameters.mean as tf.Tensor, [count, latent]);
      const logWeights = context.training
        ? leavingOut(given.batch.index as tf.Tensor, rows(numbers))
        : tf.fill([count], -Math.log(count));
      return withEvent(equalSpheres({ logWeights, means, logScale }), shape);
    },
  };
}

/** The first of a random order: int32 `[count]`. */
const drawn = (count: number, total: number, context: Context) =>
  tf.cast(tf.slice(context.noise("order", [total], { law: "permutation" }), [0], [count]), "int32");

/** Equal log-weights `[batch, exemplar]` over all exemplars but the example itself. */
function leavingOut(index: tf.Tensor, numbers: tf.Tensor): tf.Tensor {
  const own = tf.equal(tf.expandDims(tf.cast(index, "float32"), 1), tf.expandDims(numbers, 0));
  const others = tf.sub(1, tf.cast(own, "float32"));
  return tf.sub(tf.mul(NEVER, tf.sub(1, others)), tf.log(tf.sum(others, 1, true)));
}

/**
 * Exemplar prior (Norouzi et al. 2020, eq. 4-7): p(z) = 1/N sum_n N(z; mean(x_n), s^2 I) over N training examples x_n, means by
 * the encoder, whose gradients they share, s learned. In training each example is left out of its own prior, known by the
 * field `index`; batchShape is then `[batch]`, else [].
 *
 * With `perStep` M < N, a step's bound over M random exemplars lies below the one over all, in expectation (the paper's section
 * 3.1); it takes the place of their search for nearest neighbours. Evaluation and drawing use all N.
 *
 * @throws ConfigError when the field is not real, for M > N, or when the encoder reads a condition.
 */
export const exemplarPrior: Definition<ExemplarConfig, Prior<ExemplarParams>> = {
  family: "prior",
  kind: "exemplar",
  summary: "Mixture around encoded training examples, each left out of its own (Norouzi et al. 2020)",
  config: () => schema,
  create: createExemplar,
};
