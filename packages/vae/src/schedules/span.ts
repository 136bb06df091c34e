import type { Clock } from "@elbo/spec";
import { z } from "zod";

/** A length of training: `{ steps: 1000 }` or `{ epochs: 2.5 }`. */
export const spanConfig = z.union([
  z.strictObject({ steps: z.number().int().nonnegative().describe("optimiser steps") }),
  z.strictObject({ epochs: z.number().nonnegative().describe("passes over the training data; fractions are allowed") }),
]);

/** A length of training, in the unit that its writer chose. */
export type Span = z.infer<typeof spanConfig>;

/** Length of `span` in steps (not rounded): `epochs * stepsPerEpoch`; the whole stage when `span` is absent. */
export function spanSteps(span: Span | undefined, clock: Clock): number {
  if (span === undefined) return clock.steps;
  return "steps" in span ? span.steps : span.epochs * clock.stepsPerEpoch;
}
