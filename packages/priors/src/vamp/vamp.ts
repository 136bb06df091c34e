import { mixtureOfNormals } from "@elbo/distributions";
import {
  ConfigError,
  type Definition,
  type Distribution,
  type Field,
  type Initialiser,
  NotSupportedError,
  type ParamSpec,
  type Prior,
  type Wiring,
} from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { withEvent } from "../gaussian/flat-event.ts";
import { priorSite } from "../prior-site.ts";

const schema = z.strictObject({
  kind: z.literal("vamp"),
  components: z.int().min(1).default(500).describe("number of pseudo-inputs K"),
  field: z.string().default("x").describe("the batch field that pseudo-inputs stand for"),
  noise: z.number().min(0).default(0.01).describe("standard deviation added to the first pseudo-inputs, in units of x"),
  weights: z.enum(["uniform", "learned"]).default("uniform").describe("mixture weights: 1/K, or learned by softmax"),
});

/** Options of `vamp`. */
export type VampConfig = z.output<typeof schema>;

/** Parameters of `vamp`: pseudo-inputs `[component, ...x]` and, if learned, log-weights `[component]`. */
export interface VampParams {
  readonly [name: string]: ParamSpec;
  readonly pseudo: ParamSpec;
}

const bounded = (field: Field) => field.support === "binary" || field.support === "unit";

/** Training examples plus noise; without data, uniform noise (bounded supports) or normal noise. */
const fromExamples =
  (deviation: number, unit: boolean): Initialiser =>
  (_shape, { noise, examples }) => {
    if (examples === undefined) return noise({ law: unit ? "uniform" : "normal" });
    const jitter = noise({ law: "normal" });
    const start = examples.map((x, i) => x + deviation * (jitter[i] as number));
    // Outside the bounds a pixel gets no gradient: none may start there.
    return unit ? start.map((x) => Math.min(1, Math.max(0, x))) : start;
  };

const component = (q: Distribution | undefined, site: string) => {
  const { mean, scale, logVariance } = q?.parameters ?? {};
  const deviation = scale ?? (logVariance && tf.exp(tf.mul(0.5, logVariance)));
  if (q?.family !== "normal-diagonal" || mean === undefined || deviation === undefined) {
    throw new NotSupportedError("vamp needs a Gaussian posterior", {
      where: "priors/vamp",
      expected: `family "normal-diagonal" at site ${site}`,
      received: q ? `family "${q.family}"` : "no such site",
      remedy: "Use the posterior gaussian without transports, or another prior.",
    });
  }
  return { mean, deviation };
};

/** Creates the prior for the site in `wiring`. */
export function createVamp(
  config: VampConfig,
  wiring: Pick<Wiring, "site" | "fields" | "condition">,
): Prior<VampParams> {
  const { components, weights } = config;
  const { name, shape } = priorSite("vamp", wiring);
  const field = wiring.fields[config.field];
  if (field === undefined || field.dtype !== "float32" || field.support === "count") {
    throw new ConfigError("vamp needs a field of real numbers for its pseudo-inputs", {
      where: "latents.prior.field",
      expected: "a float32 field with support binary, unit or real",
      received: field ? `${config.field}: ${field.dtype}, ${field.support}` : `no field "${config.field}"`,
      remedy: "Choose another field, or another prior such as mixture.",
    });
  }
  if (wiring.condition?.into.includes("encoder")) {
    throw new ConfigError("vamp's pseudo-inputs have no labels for an encoder that reads a condition", {
      where: "latents.prior.kind",
      expected: "condition.into without the encoder",
      remedy: "Take the prior conditional, or set condition.into: [decoder].",
    });
  }
  const unit = bounded(field);
  const latent = shape.reduce((a, b) => a * b, 1);
  const params: VampParams = {
    pseudo: {
      shape: [components, ...field.shape],
      init: fromExamples(config.noise, unit),
      examples: { field: config.field, count: components },
    },
    ...(weights === "learned" ? { logWeights: { shape: [components], init: () => new Float32Array(components) } } : {}),
  };
  return {
    params,
    offers: ["gaussian-mixture"],
    needs: {
      posterior: {
        alone: "its components know no draws of earlier sites",
        "diagonal-gaussian": "its components are posteriors of pseudo-inputs, mixed as Gaussians",
      },
      encoder: { "x-alone": "pseudo-inputs are made of x and nothing beside it" },
    },
    distribution(values, given, context) {
      const pseudo = unit ? tf.clipByValue(values.pseudo, 0, 1) : values.pseudo;
      const batch = { [config.field]: pseudo, weight: tf.ones([components]) };
      const { mean, deviation } = component(given.encode(batch, context.at("pseudo").quiet())[name], name);
      const flat = (x: tf.Tensor) => tf.reshape(tf.add(x, tf.zerosLike(mean)), [components, latent]);
      return withEvent(
        mixtureOfNormals({
          logWeights: values.logWeights ?? tf.zeros([components]),
          means: flat(mean),
          scales: flat(deviation),
        }),
        shape,
      );
    },
  };
}

/**
 * VampPrior (Tomczak & Welling 2018, eq. 9): p(z) = 1/K sum_k q(z | u_k), with K learned pseudo-inputs u_k that start
 * at training examples and pass through the encoder, whose gradients they share. Clipped to [0, 1] for binary and unit
 * data. The first site of a structure only; batchShape [].
 *
 * @throws ConfigError when the field is not real; NotSupportedError when q is not Gaussian.
 */
export const vampPrior: Definition<VampConfig, Prior<VampParams>> = {
  family: "prior",
  kind: "vamp",
  summary: "Mixture of posteriors at learned pseudo-inputs (Tomczak & Welling 2018)",
  config: () => schema,
  create: createVamp,
};
