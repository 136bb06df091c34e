import { zeroInflated } from "@elbo/distributions";
import { ConfigError, type Definition, type Likelihood, type ParamTree, type Slot, type Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { observedField } from "./observed-field.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("zero-inflated"),
    counts: slot("likelihood")
      .prefault({ kind: "poisson" })
      .describe("the law of the counts: poisson or negative-binomial"),
  });

/** Options of `zero-inflated`. */
export type ZeroInflatedConfig = z.output<ReturnType<typeof schema>>;

const ZEROS = "zero-logits";

type Counted = Parameters<typeof zeroInflated>[0]["base"];

/** Creates p(0|z) = q + (1 - q) base(0), p(x|z) = (1 - q) base(x), q = sigmoid(zero-logits). */
export function createZeroInflated(
  config: ZeroInflatedConfig,
  wiring: Pick<Wiring, "fields" | "part">,
): Likelihood<{ counts: ParamTree }> {
  const { shape } = observedField("zero-inflated", wiring);
  const base = wiring.part<Likelihood>("likelihood", config.counts);
  if (!base.supports.includes("count")) {
    throw new ConfigError("zero-inflated adds zeros to a likelihood of counts", {
      where: "config likelihood.counts",
      expected: "poisson or negative-binomial",
      received: `a likelihood of ${base.supports.join(", ")} data`,
    });
  }
  if (ZEROS in base.outputs) {
    throw new ConfigError("zeros are added to these counts already", {
      where: "config likelihood.counts",
      expected: "poisson or negative-binomial",
      received: "zero-inflated",
    });
  }
  return {
    params: { counts: base.params },
    outputs: { ...base.outputs, [ZEROS]: shape },
    offers: ["mean"],
    supports: ["count"],
    elements: (params, outputs, context) =>
      zeroInflated({
        base: base.elements(params.counts, outputs, context.at("counts")) as Counted,
        logits: outputs[ZEROS] as tf.Tensor,
      }),
  };
}

/**
 * Counts with more zeros than their law has (Lambert 1992), nats per element. Outputs `zero-logits` `[...lead, ...x]` and
 * those of `counts`.
 *
 * @throws ConfigError when the data has no field x, or `counts` does not describe counts.
 */
export const zeroInflatedLikelihood: Definition<ZeroInflatedConfig, Likelihood<{ counts: ParamTree }>> = {
  family: "likelihood",
  kind: "zero-inflated",
  summary: "A count per element with extra zeros (Lambert 1992)",
  config: schema,
  create: createZeroInflated,
};
