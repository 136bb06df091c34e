import { ConfigError } from "@elbo/spec";
import { z } from "zod";
import { explainIssue } from "../../config/explain-issue.ts";
import { type JsonSchema, lookUp } from "../../config/schema-lookup.ts";

const range = z
  .tuple([z.int().nonnegative(), z.int().positive()])
  .refine(([from, to]) => from < to, "the first must be below the second")
  .describe("units [from, to) of the foreign layer");

const taken = z.strictObject({
  from: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .describe("a layer's name, with * where the tensor's own name stands; or the tensors of one parameter"),
  inputs: range.optional(),
  outputs: range.optional(),
  padding: z
    .union([z.int().nonnegative(), z.literal("tensorflow")])
    .optional()
    .describe("what a PyTorch convolution padded, in pixels on each side; tensorflow: by hand, as TensorFlow does"),
  flatten: z
    .enum(["channel-first", "channel-last"])
    .optional()
    .describe("how the image before or after a dense layer was flattened; default as the library does"),
});

const given = z.strictObject({
  value: z
    .union([z.number(), z.literal("initial")])
    .describe("every entry of the parameter; initial: as a new model starts"),
});

const schema = z.strictObject({
  layout: z.enum(["torch", "keras"]).default("torch").describe("whose order of axes and gates the tensors have"),
  parameters: z
    .record(z.string(), z.union([z.string().min(1), z.number(), taken, given]))
    .describe("a layer, a parameter or a group of this model -> where its values come from"),
  unused: z.array(z.string().min(1)).default([]).describe("tensors left out on purpose; * stands for anything"),
});

/** Values that come from the file. */
export type Taken = z.output<typeof taken>;

/** Which tensor of another program's file each parameter comes from, as written in a file. */
export type WeightMapInput = z.input<typeof schema>;

/** A map after parsing: names are `{ from }`, numbers `{ value }`. */
export interface WeightMap {
  readonly layout: "torch" | "keras";
  readonly parameters: Readonly<Record<string, Taken | z.output<typeof given>>>;
  readonly unused: readonly string[];
}

/**
 * Checks a map and fills in its defaults.
 *
 * @throws ConfigError with the path, what came and what is allowed.
 */
export function parseMap(value: unknown): WeightMap {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ConfigError("a map of weights is an object", {
      where: "map (top level)",
      expected: "parameters: { ... }",
      received: value === null ? "an empty file" : Array.isArray(value) ? "a list" : typeof value,
      remedy: "`elbo import WEIGHTS --config CONFIG --suggest` writes one to start from.",
    });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const json = z.toJSONSchema(schema, { io: "input", reused: "inline" });
    throw explainIssue(issue as z.core.$ZodIssue, value, lookUp(json as JsonSchema, value), "map");
  }
  const { layout, parameters, unused } = parsed.data;
  const entries = Object.entries(parameters).map(([path, entry]) => {
    if (typeof entry === "string") return [path, { from: entry }] as const;
    return [path, typeof entry === "number" ? { value: entry } : entry] as const;
  });
  return { layout, unused, parameters: Object.fromEntries(entries) };
}
