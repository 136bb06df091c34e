import { z } from "zod";

const fragment = z.record(z.string(), z.unknown());

/** A benchmark: variants x data sets x seeds, each a model config put together from fragments. */
export const matrixConfig = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9-]+$/, "lower-case letters, digits and hyphens")
    .describe("names the results folder"),
  title: z.string().optional(),
  base: fragment.default({}).describe("config fields that all runs share"),
  data: z.record(z.string(), fragment).describe("data sets by name: config fields that go with each"),
  variants: z
    .record(
      z.string(),
      z.strictObject({
        on: z.array(z.string()).optional().describe("data sets that the variant runs on; default all"),
        config: fragment.describe("config fields of the variant, merged over those of the data set"),
        samplers: z
          .array(z.string())
          .optional()
          .describe("which of evaluate.samplers it is measured with; default all"),
        published: z.string().default("none").describe("the published number that the variant is measured against"),
      }),
    )
    .describe("variants by name"),
  seeds: z.array(z.int().nonnegative()).min(1).default([1]),
  evaluate: z
    .strictObject({
      importance: z.int().nonnegative().default(50).describe("k of the importance-sampled NLL; 0 leaves it out"),
      examples: z.int().positive().optional().describe("test examples for the bound; default all"),
      importanceExamples: z.int().positive().default(1000).describe("test examples for the NLL"),
      metrics: z
        .array(z.string())
        .optional()
        .describe("measures to take as well, of variants that allow them: `elbo evaluate --help` lists them"),
      samplers: z
        .record(z.string(), fragment)
        .optional()
        .describe("samplers by name: the measure samples is taken once more with each, fitted after training"),
      metricExamples: z.int().positive().optional().describe("test examples for them; default all"),
      samples: z.int().positive().default(64).describe("generated examples shown"),
    })
    .prefault({}),
});

/** A parsed matrix. */
export type MatrixConfig = z.infer<typeof matrixConfig>;
