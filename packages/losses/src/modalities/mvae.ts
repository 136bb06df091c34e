import type { Batch, Definition, Loss, Model, Named, Slot, Term, Wiring } from "@elbo/spec";
import { ConfigError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { reconstructionTerm, withAdded } from "../bounds/trace-terms.ts";
import { totalKl } from "../kl/site-kl.ts";
import { movingWeight, weightField } from "../weights/moving-weight.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("mvae"),
    modalities: z.array(z.string()).min(2).max(4).describe("fields whose subsets are trained"),
    subsets: z
      .enum(["single", "all"])
      .default("single")
      .describe("bounds beside that of all modalities: of each alone, or of every subset"),
    beta: weightField(slot).default(1).describe("weight of each KL divergence: a number, or a schedule over training"),
  });

/** Options of `mvae`. */
export type MvaeConfig = z.output<ReturnType<typeof schema>>;

/** Non-empty proper subsets, as names. */
const properSubsets = (names: readonly string[], single: boolean): readonly (readonly string[])[] =>
  Array.from({ length: 2 ** names.length - 2 }, (_, i) => names.filter((_name, bit) => ((i + 1) >> bit) & 1)).filter(
    (subset) => !single || subset.length === 1,
  );

/** The batch with only the modalities of `subset`, as far as they are known. */
const seeing = (batch: Batch, names: readonly string[], subset: readonly string[]): Batch => ({
  ...batch,
  ...Object.fromEntries(
    names.map((name) => {
      const known = batch[`${name}.known`] ?? tf.ones([(batch.weight as tf.Tensor).size]);
      return [`${name}.known`, subset.includes(name) ? known : tf.zerosLike(known)];
    }),
  ),
});

/** Creates the sum of bounds as one objective, `mvae`. */
export function createMvae(config: MvaeConfig, wiring: Pick<Wiring, "part" | "fields">): Loss<Record<never, never>> {
  const { modalities } = config;
  const missing = modalities.find((name) => !(name in wiring.fields));
  if (missing !== undefined) {
    throw new ConfigError("the data lack a modality", {
      where: "loss.modalities",
      expected: `some of ${Object.keys(wiring.fields).join(", ")}`,
      received: missing,
    });
  }
  const { weight, knobs } = movingWeight("beta", config.beta, wiring);
  const subsets = properSubsets(modalities, config.subsets === "single");
  return {
    params: {},
    knobs,
    needs: {
      posterior: {
        law: "the KL divergence is a term",
        partial: "in the bound of some modalities the others are unknown",
      },
    },
    objectives: {
      mvae: {
        moves: ["encoder", "decoder", "prior"],
        terms: (_params, model, batch, context) => {
          const bound = (subset: readonly string[], whole: boolean): Named<Term> => {
            const scope = context.at(whole ? "all" : subset.join("-"));
            const seen = whole ? batch : seeing(batch, modalities, subset);
            const trace = (model as Model).infer(seen, { samples: 1 }, whole ? scope : scope.quiet());
            const tag = whole ? "" : `/${subset.join("-")}`;
            const own: Named<Term> = {
              [`reconstruction${tag}`]: reconstructionTerm(trace),
              [`kl${tag}`]: { value: totalKl(trace.sites), over: "example", weight },
            };
            return whole ? withAdded(own, trace) : own;
          };
          return Object.assign(bound(modalities, true), ...subsets.map((subset) => bound(subset, false)));
        },
      },
    },
  };
}

/**
 * The sum of the bounds of all modalities together and of subsets of them (Wu & Goodman 2018, eq. 4): of each alone, or of
 * all. In the bound of a subset the others are unknown to the posterior and do not count in the likelihood, so afterwards any
 * modality can be generated from any other. Nats per example. The paper weighs modalities and draws subsets at random; here
 * weights are 1 and subsets fixed.
 *
 * Terms: `reconstruction` and `kl` of all; `reconstruction/<subset>` and `kl/<subset>`, names joined by "-".
 */
export const mvaeLoss: Definition<MvaeConfig, Loss<Record<never, never>>> = {
  family: "loss",
  kind: "mvae",
  summary: "Bounds of several modalities together and of subsets (Wu & Goodman 2018)",
  config: schema,
  create: createMvae,
};
