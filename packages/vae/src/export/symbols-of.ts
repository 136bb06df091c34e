import { type Dataset, NotSupportedError } from "@elbo/spec";
import type { CoderText } from "./coder-nets.ts";

/** Numbers that mean the same in all text: padding and end. */
const FIRST = 2;

/**
 * What each token of a text stands for; undefined where x is no text.
 *
 * @throws NotSupportedError for tokens that are no single characters: text cannot be had back from words.
 */
export function symbolsOf({ name, fields, text }: Pick<Dataset, "name" | "fields" | "text">): CoderText | undefined {
  const { support, categories = 0 } = fields.x ?? {};
  if (support !== "tokens" || !text) return undefined;
  const symbols = Array.from({ length: categories }, (_, token) => (token < FIRST ? "" : text(Int32Array.of(token))));
  const odd = symbols.findIndex((symbol, token) => token >= FIRST && [...symbol].length !== 1);
  if (odd < 0) return { symbols };
  throw new NotSupportedError("a text cannot be had back from its words: blanks and unknown words are lost", {
    where: `data ${name}`,
    expected: "unit: characters",
    received: `the token ${JSON.stringify(symbols[odd])}`,
    remedy: "Train a model of characters.",
  });
}
