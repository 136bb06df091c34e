import { constant } from "@elbo/program";
import type { Named, ParamSpec, Shape, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { boundLogSigma, logSigmaRange, rawLogSigma } from "./log-sigma.ts";

const [lowest, highest] = logSigmaRange.map(Math.exp) as [number, number];

/** Config field: where a likelihood's scale comes from. */
export const scaleField = (standard: "learned" | "per-element") =>
  z
    .discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("fixed"),
        value: z.number().gt(0).default(1).describe("in units of x (of log x for log-normal)"),
      }),
      z.strictObject({
        kind: z.literal("learned"),
        initial: z.number().gt(lowest).lt(highest).default(1).describe("first scale, in units of x (of log x)"),
      }),
      z.strictObject({ kind: z.literal("per-element") }),
    ])
    .default(standard === "learned" ? { kind: "learned", initial: 1 } : { kind: "per-element" })
    .describe("fixed, one learned number, or one per element from the decoder; learned ones stay in (0.0025, 20.1)");

/** A parsed scale. */
export type ScaleConfig = z.output<ReturnType<typeof scaleField>>;

/** `logScale` `[]` for one learned number, before its bound; otherwise nothing. */
export type ScaleParams = Named<ParamSpec>;

/** How a likelihood comes by its scale. */
export interface Scale {
  readonly params: ScaleParams;
  /** `log-scale` where the decoder gives it, before its bound. */
  readonly outputs: Named<Shape>;
  /** A scalar or `[...lead, ...x]`, in units of x. */
  of(params: Values<ScaleParams>, outputs: Named<tf.Tensor>): tf.Tensor;
}

/** The scale of a config for data of shape `[...x]`. log scale is kept in [-6, 3] by `boundLogSigma`. */
export function scaleOption(config: ScaleConfig, shape: Shape): Scale {
  switch (config.kind) {
    case "fixed":
      return { params: {}, outputs: {}, of: () => tf.scalar(config.value) };
    case "learned":
      return {
        params: { logScale: { shape: [], init: constant(rawLogSigma(config.initial)) } },
        outputs: {},
        of: ({ logScale }) => tf.exp(boundLogSigma(logScale as tf.Tensor)),
      };
    case "per-element":
      return {
        params: {},
        outputs: { "log-scale": shape },
        of: (_params, outputs) => tf.exp(boundLogSigma(outputs["log-scale"] as tf.Tensor)),
      };
  }
}
