import {
  DataError,
  type Dataset,
  type Field,
  type Named,
  NotSupportedError,
  type Numbers,
  ShapeError,
} from "@elbo/spec";
import type { ModelParts } from "../../model/model-parts.ts";
import { countExamples } from "../../vae/example-batches.ts";
import type { HiddenLine } from "./grow-particles.ts";

const where = "vae.restoreTokens";

/** @throws NotSupportedError where hidden tokens cannot be drawn one after the other, or draws of z cannot be weighed. */
export function checkTokens({ latents, decoder, likelihood }: ModelParts, { fields, name }: Dataset): Field {
  const refuse = (problem: string, expected: string, remedy: string) =>
    new NotSupportedError(problem, { where: `${where}, data ${name}`, expected, remedy });
  const { x } = fields;
  if (x?.support !== "tokens" || likelihood.observed) {
    throw refuse("the model is not one of text alone", "one field of tokens", "Use `restore`, or `complete`.");
  }
  if (!decoder.stepper) {
    throw refuse("the decoder writes all tokens at once", "a decoder with steps", "Use `impute`, with `x.mask`.");
  }
  const facts = Object.values(latents.facts);
  if (!facts.every(({ posterior }) => posterior.includes("law") && posterior.includes("random"))) {
    throw refuse(
      "draws of z are weighed by the posterior's density",
      "one that has it",
      "Choose a Gaussian posterior.",
    );
  }
  return x;
}

/**
 * The lines that came, each cut at its end.
 *
 * @throws ShapeError for what is no whole lines or lacks a condition, DataError for tokens that the data does not have.
 */
export function hiddenLines(given: Named<Numbers>, { fields }: Dataset, conditions: readonly string[]): HiddenLine[] {
  const field = fields.x as Field;
  const mask = { ...field, dtype: "float32" as const };
  const lacking = ["x", "x.length", "x.mask"].find((name) => !(name in given));
  if (lacking !== undefined) {
    throw new ShapeError(`the field "${lacking}" is missing`, {
      where,
      expected: "x, x.length and x.mask (0 where a token is hidden)",
      received: Object.keys(given).join(", "),
    });
  }
  const count = countExamples(given, { ...fields, "x.mask": mask }, conditions);
  const [time = 0] = field.shape;
  const symbols = field.symbolsFrom ?? 2;
  return Array.from({ length: count }, (_, line) => {
    const length = given["x.length"]?.[line] as number;
    const tokens = Int32Array.from((given.x as Numbers).subarray(line * time, line * time + length));
    const seen = (given["x.mask"] as Numbers).slice(line * time, line * time + length);
    const bad = tokens.findIndex(
      (token, at) => seen[at] !== 0 && !(token >= 0 && token < (field.categories as number)),
    );
    if (tokens.length !== length || length < 1 || bad >= 0 || seen[length - 1] === 0) {
      throw new DataError("this is no line of the data's tokens", {
        where: `${where}, line ${line + 1}`,
        expected: `1 to ${time} tokens below ${field.categories}, symbols from ${symbols} on, the last one seen: the end`,
        received: bad >= 0 ? `token ${tokens[bad]} at ${bad}` : `length ${length}, mask ${seen.at(-1)} at its end`,
      });
    }
    return { tokens, mask: seen };
  });
}
