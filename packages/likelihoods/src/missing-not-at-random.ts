import { constant, normal, stopGradient, zeros } from "@elbo/program";
import {
  type Batch,
  ConfigError,
  type Context,
  type Definition,
  type Distribution,
  type Likelihood,
  type ParamTree,
  type Slot,
  type Wiring,
} from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { observedField } from "./observed-field.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("missing-not-at-random"),
    of: slot("likelihood").prefault({ kind: "gaussian" }).describe("of the values, seen or not"),
    by: z
      .enum(["self", "all"])
      .default("self")
      .describe("what decides whether an element is seen: its own value, or those of all elements"),
    direction: z
      .enum(["either", "lower", "higher"])
      .default("either")
      .describe("for `by: self`, where that is known: lower or higher values are missing more often"),
  });

/** Options of `missing-not-at-random`. */
export type MissingNotAtRandomConfig = z.output<ReturnType<typeof schema>>;

const where = "likelihoods/missing-not-at-random";

/** Noise `[1, sample, ...]` read as `[sample, ...]`, so that samples drawn in chunks equal one draw. */
const bySample = (context: Context): Context => ({
  ...context,
  at: (scope) => bySample(context.at(scope)),
  noise: (name, shape, law) =>
    shape[0] === 1 ? tf.expandDims(context.noise(name, shape.slice(1), law), 0) : context.noise(name, shape, law),
});

/** Creates p(x, s|z) = p(x|z) p(s|x), s = 1 where seen. */
export function createMissingNotAtRandom(
  { of, by, direction }: MissingNotAtRandomConfig,
  wiring: Pick<Wiring, "fields" | "part">,
): Likelihood<ParamTree> {
  const field = observedField("missing-not-at-random", wiring);
  const { shape } = field;
  if (!("x.mask" in wiring.fields)) {
    throw new ConfigError("the data does not say what is missing", {
      where,
      expected: "a field x.mask",
      received: Object.keys(wiring.fields).join(", "),
      remedy: "Let the data mask what is missing (data.missing: mask), or choose the inner likelihood alone.",
    });
  }
  const inner = wiring.part<Likelihood>("likelihood", of);
  if (inner.observed || !inner.offers?.includes("pathwise")) {
    throw new ConfigError(
      "what is missing is drawn from the likelihood of the values, and gradients pass through the draw",
      {
        where: "config likelihood.of",
        expected: "a likelihood of numbers whose draws have a gradient, such as gaussian or student-t",
        received: inner.observed ? "one that says itself what is missing" : `one of ${inner.supports.join(", ")} data`,
      },
    );
  }
  const size = shape.reduce((a, b) => a * b, 1);
  const sign = direction === "lower" ? 1 : -1;
  /** Logits of being seen, `[...lead, ...x]`. */
  const logits = (params: { readonly weight: tf.Tensor; readonly bias: tf.Tensor }, x: tf.Tensor): tf.Tensor => {
    if (by === "all") {
      const flat = tf.matMul(tf.reshape(x, [-1, size]), params.weight as tf.Tensor2D);
      return tf.add(tf.reshape(flat, x.shape), params.bias);
    }
    const weight = direction === "either" ? params.weight : tf.mul(sign, tf.softplus(params.weight));
    return tf.add(tf.mul(x, weight), params.bias);
  };
  return {
    ...inner,
    params: {
      values: inner.params,
      seen: {
        weight:
          by === "all"
            ? { shape: [size, size], init: normal(0.01) }
            : { shape, init: direction === "either" ? zeros : constant(-2) },
        bias: { shape, init: zeros },
      },
    },
    reads: [...(inner.reads ?? []), "x.mask"],
    elements: (params, outputs, context, batch) => {
      const { values, seen } = params as unknown as {
        values: Parameters<typeof inner.elements>[0];
        seen: { weight: tf.Tensor; bias: tf.Tensor };
      };
      const base = inner.elements(values, outputs, context.at("values"), batch);
      if (!batch || !("x" in batch)) return base;
      return jointly(base, batch, (x) => logits(seen, x), context.at("missing"));
    },
    observed: ({ x }) => ({ value: x as tf.Tensor }),
    completed: ({ parameters }) => parameters.completed as tf.Tensor,
  };
}

/** p(x_seen|z) p(s|x), one event per element, where what is missing is a draw of p(x|z). */
function jointly(
  base: Distribution,
  batch: Batch,
  logits: (x: tf.Tensor) => tf.Tensor,
  context: Context,
): Distribution {
  const seen = tf.expandDims(tf.cast(batch["x.mask"] as tf.Tensor, "float32"), 0);
  const draw = base.draw as NonNullable<Distribution["draw"]>;
  const drawn = tf.squeeze(draw(1, bySample(context)).value, [0]);
  const completed = tf.add(tf.mul(seen, batch.x as tf.Tensor), tf.mul(tf.sub(1, seen), drawn));
  const logSeen = tf.neg(tf.softplus(tf.mul(tf.sub(1, tf.mul(2, seen)), logits(completed))));
  const scored = (p: Distribution, added: tf.Tensor): Distribution => ({
    ...p,
    family: "missing-not-at-random",
    parameters: { ...p.parameters, completed },
    logProb: (value) => tf.add(tf.mul(seen, (p.logProb as NonNullable<typeof p.logProb>)(value)), added),
    ...(p.frozen ? { frozen: () => scored((p.frozen as () => Distribution)(), stopGradient(added)) } : {}),
  });
  return scored(base, logSeen);
}

/**
 * Values whose being missing depends on themselves (not-MIWAE: Ipsen, Mattei & Frellsen 2021, eq. 4 to 8):
 * log p(x_seen, s|z) = sum_seen log p(x_j|z) + sum_all log p(s_j|x), where missing x_j are drawn from p(x_j|z), one draw for each
 * z. p(s_j = 1|x) = sigmoid(w_j x_j + b_j) (self-masking; with `direction` the sign of w_j is known) or
 * sigmoid(sum_k w_jk x_k + b_j), x in the units of the data as the model sees it. With the loss `iwae` this is not-MIWAE's bound.
 *
 * Outputs are those of `of`. Parameters: those of `of` in `values`; `seen.weight`, `seen.bias`.
 *
 * @throws ConfigError without a field x.mask, and for an `of` whose draws have no gradient.
 */
export const missingNotAtRandomLikelihood: Definition<MissingNotAtRandomConfig, Likelihood<ParamTree>> = {
  family: "likelihood",
  kind: "missing-not-at-random",
  summary: "Values whose being missing depends on themselves, by a logistic model (Ipsen et al. 2021)",
  config: schema,
  create: createMissingNotAtRandom,
};
