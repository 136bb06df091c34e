import { gaussianExperts, normalDiagonal } from "@elbo/distributions";
import {
  type Batch,
  ConfigError,
  type Definition,
  type Fact,
  type Named,
  type Posterior,
  type Wiring,
} from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { gaussianFacts } from "./gaussian.ts";
import { boundLogVariance, logVarianceField } from "./log-variance.ts";

const schema = z.strictObject({
  kind: z.literal("experts"),
  modalities: z.array(z.string()).min(1).describe("fields that have an expert each, as in the encoder modalities"),
  dimension: z.int().min(1).describe("number of latents"),
  combine: z
    .enum(["product", "mixture", "mixture-of-products"])
    .default("product")
    .describe(
      "product of all experts (MVAE), mixture of each (MMVAE), or mixture of the products of all subsets (MoPoE)",
    ),
  priorExpert: z.boolean().optional().describe("N(0, I) as one more factor of products; default: for product only"),
  logVarianceRange: logVarianceField,
});

/** Options of `experts`. */
export type ExpertsConfig = z.output<typeof schema>;

/** Subsets of more modalities than this are too many components. */
const MOST = 4;

/** Indices of the modalities behind each component. */
function subsetsOf({ combine, modalities }: ExpertsConfig): readonly (readonly number[])[] {
  const all = modalities.map((_, i) => i);
  if (combine === "product") return [all];
  if (combine === "mixture") return all.map((i) => [i]);
  if (modalities.length > MOST) {
    throw new ConfigError("a mixture of the products of all subsets has too many components", {
      where: "latents.posterior.modalities",
      expected: `at most ${MOST} modalities, 2^${MOST} subsets`,
      received: String(modalities.length),
      remedy: "Set combine: mixture or product.",
    });
  }
  return Array.from({ length: 2 ** modalities.length - 1 }, (_, i) => all.filter((bit) => ((i + 1) >> bit) & 1));
}

interface Expert {
  readonly mean: tf.Tensor;
  /** exp(-logVariance) where the modality is known, else 0. */
  readonly precision: tf.Tensor;
  /** `[batch]`, 1 or 0. */
  readonly known: tf.Tensor;
}

const sum = (xs: readonly tf.Tensor[]) => xs.reduce((a, b) => tf.add(a, b));

/** The product of Gaussians, renormalised (eq. 2 of the appendix of Wu & Goodman): precisions add up; no known expert: N(0, I). */
function product(experts: readonly Expert[], prior: boolean) {
  const missing = experts.map(({ known }) => tf.sub(1, known)).reduce((a, b) => tf.mul(a, b)); // 1 where none is known
  const standard = prior ? tf.onesLike(missing) : missing;
  const precision = tf.add(sum(experts.map((each) => each.precision)), tf.expandDims(standard, -1));
  const mean = tf.div(sum(experts.map((each) => tf.mul(each.mean, each.precision))), precision);
  return { mean, logVariance: tf.neg(tf.log(precision)) };
}

/** Creates q(z|x, y, ..) of Gaussian experts q(z|x), q(z|y), ... It has no parameters of its own. */
export function createExperts(
  config: ExpertsConfig,
  { fields }: Pick<Wiring, "fields">,
): Posterior<Record<never, never>> {
  const { modalities, dimension, combine, logVarianceRange } = config;
  const { priorExpert = combine === "product" } = config;
  const stray = modalities.find((name) => !(name in fields));
  if (stray !== undefined) {
    throw new ConfigError("an expert needs a field of the data", {
      where: "latents.posterior.modalities",
      expected: `some of ${Object.keys(fields).join(", ")}`,
      received: stray,
    });
  }
  const subsets = subsetsOf(config);
  const features = modalities.flatMap((name) => [`${name}.mean`, `${name}.log-variance`]);
  const facts: readonly Fact[] = gaussianFacts.filter((fact) => fact !== "diagonal-gaussian");
  const expert = (name: string, seen: Named<tf.Tensor>, batch: Batch): Expert => {
    const mean = seen[`${name}.mean`] as tf.Tensor;
    const known = batch[`${name}.known`] ?? tf.ones(mean.shape.slice(0, -1));
    const logVariance = boundLogVariance(seen[`${name}.log-variance`] as tf.Tensor, logVarianceRange);
    return { mean, known, precision: tf.mul(tf.exp(tf.neg(logVariance)), tf.expandDims(known, -1)) };
  };
  return {
    params: {},
    shape: [dimension],
    features: Object.fromEntries(features.map((name) => [name, [dimension]])),
    offers: [...(subsets.length === 1 ? gaussianFacts : facts), "partial"],
    distribution(_params, seen, { batch }) {
      const experts = modalities.map((name) => expert(name, seen, batch));
      const chosen = subsets.map((subset) => subset.map((i) => experts[i] as Expert));
      const parts = chosen.map((each) => product(each, priorExpert));
      const [only] = parts as [(typeof parts)[number]];
      if (parts.length === 1) return normalDiagonal({ ...only, eventAxes: 1 });
      const none = experts.map(({ known }) => tf.sub(1, known)).reduce((a, b) => tf.mul(a, b));
      const usable = chosen.map((each) =>
        tf.add(
          each.map(({ known }) => known).reduce((a, b) => tf.mul(a, b)),
          none,
        ),
      );
      return gaussianExperts({
        means: tf.stack(parts.map(({ mean }) => mean)),
        logVariances: tf.stack(parts.map(({ logVariance }) => logVariance)),
        weights: tf.div(tf.stack(usable), sum(usable)),
      });
    },
  };
}

/**
 * A posterior of several modalities from a Gaussian expert each, of features `<field>.mean` and `<field>.log-variance`:
 * - product: q = N with precision sum_m 1/v_m (+ 1) and mean sum_m mu_m / v_m over it (MVAE, Wu & Goodman 2018)
 * - mixture: q = 1/M sum_m q_m (MMVAE, Shi et al. 2019)
 * - mixture-of-products: q = the mean over all non-empty subsets of their products (MoPoE, Sutter et al. 2021)
 *
 * A modality whose `<field>.known` is 0 is no expert; mixtures are over the components all of whose modalities are known;
 * where none is known q is N(0, I).
 *
 * @throws ConfigError for a modality that is no field of the data, and for too many subsets.
 */
export const expertsPosterior: Definition<ExpertsConfig, Posterior<Record<never, never>>> = {
  family: "posterior",
  kind: "experts",
  summary: "Product or mixture of an expert per modality (MVAE 2018; MMVAE 2019; MoPoE 2021)",
  config: () => schema,
  create: createExperts,
};
