import { studentT } from "@elbo/distributions";
import { constant } from "@elbo/program";
import type { Definition, Likelihood, Named, ParamSpec, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { observedField } from "./observed-field.ts";
import { scaleField, scaleOption } from "./scale-option.ts";

/** Learned degrees of freedom stay above, so that the variance is finite. */
const lowest = 2;

const schema = z.strictObject({
  kind: z.literal("student-t"),
  degrees: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("fixed"), value: z.number().gt(0).default(4) }),
      z.strictObject({ kind: z.literal("learned"), initial: z.number().gt(lowest).default(4) }),
      z.strictObject({ kind: z.literal("per-element") }),
    ])
    .default({ kind: "learned", initial: 4 })
    .describe(
      "degrees of freedom: fixed, one learned number, or one per element from the decoder; learned ones are above 2",
    ),
  scale: scaleField("per-element"),
});

/** Options of `student-t`. */
export type StudentTConfig = z.output<typeof schema>;

/** `logScale` and `degrees` `[]` where one number is learned. */
export type StudentTParams = Named<ParamSpec>;

/** Creates p(x|z) = prod t(x; degrees, mean, scale). */
export function createStudentT(config: StudentTConfig, wiring: Pick<Wiring, "fields">): Likelihood<StudentTParams> {
  const { shape } = observedField("student-t", wiring);
  const scale = scaleOption(config.scale, shape);
  const { degrees } = config;
  const above = (raw: tf.Tensor) => tf.add(tf.softplus(raw), lowest);
  const own = degrees.kind === "learned" ? Math.log(Math.expm1(degrees.initial - lowest)) : undefined;
  return {
    params: { ...scale.params, ...(own === undefined ? {} : { degrees: { shape: [], init: constant(own) } }) },
    outputs: { mean: shape, ...scale.outputs, ...(degrees.kind === "per-element" ? { degrees: shape } : {}) },
    offers: ["mean", "pathwise"],
    supports: ["real", "unit"],
    elements: (params, outputs) =>
      studentT({
        mean: outputs.mean as tf.Tensor,
        scale: scale.of(params, outputs),
        degrees:
          degrees.kind === "fixed" ? tf.scalar(degrees.value) : above((params.degrees ?? outputs.degrees) as tf.Tensor),
      }),
  };
}

/**
 * Heavy tails per element, as MIWAE has them for tables with gaps (Mattei & Frellsen 2019, section 5):
 * log p(x|z) = log t(x; degrees, mean, scale), nats.
 *
 * Output `mean` `[...lead, ...x]`, unbounded; `log-scale` and `degrees` where they are per element. Learned degrees of
 * freedom are 2 + softplus(raw).
 *
 * @throws ConfigError when the data has no field x.
 */
export const studentTLikelihood: Definition<StudentTConfig, Likelihood<StudentTParams>> = {
  family: "likelihood",
  kind: "student-t",
  summary: "Student's t per element: outliers cost little (Mattei & Frellsen 2019)",
  config: () => schema,
  create: createStudentT,
};
