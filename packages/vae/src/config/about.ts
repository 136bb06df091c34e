import { z } from "zod";

const figure = z.strictObject({
  figure: z.string().min(1).describe("what was measured: NLL, -ELBO, MIG"),
  value: z.number(),
  unit: z.string().min(1).default("nats").describe("nats are per example"),
  data: z.string().min(1).describe("the data, and how it was prepared"),
  how: z
    .string()
    .min(1)
    .optional()
    .describe("number of importance samples, training schedule: what the figure hangs on"),
  source: z.string().min(1).optional().describe("table or section of the paper, or who quotes it"),
});

/** Schema of a config's `about`: the paper behind it, and the published number that it is measured against. Nothing computes with it. */
export const about = z.strictObject({
  paper: z.string().min(1).describe("authors, year, title"),
  published: z
    .union([z.literal("none"), figure])
    .describe("the published number that this config is measured against, or none"),
});

/** A parsed `about`. */
export type About = z.output<typeof about>;

/** A published number in one line: "85.57 nats NLL, static MNIST (5000 importance samples)"; "none". */
export function publishedLine({ published }: Pick<About, "published">): string {
  if (published === "none") return "none";
  const { figure: name, value, unit, data, how } = published;
  return `${value} ${unit} ${name}, ${data}${how ? ` (${how})` : ""}`;
}
