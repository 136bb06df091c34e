/** Your own text file, one example a line, by characters or by words. */
import { readFile } from "node:fs/promises";
import { DataError, type DatasetSource, type Definition } from "@elbo/spec";
import { z } from "zod";
import { holdOut, seedField, share } from "../splits/hold-out.ts";
import { createTokenDataset, type TokenDataset } from "./token-dataset.ts";
import { characters, frequentVocabulary, wholeVocabulary, words } from "./vocabulary.ts";

export const textDataConfig = z.strictObject({
  kind: z.literal("text"),
  path: z.string().describe("UTF-8 text file, one example a line; empty lines are skipped"),
  unit: z.enum(["characters", "words"]).default("characters").describe("What one token is"),
  vocabulary: z
    .number()
    .int()
    .positive()
    .default(10_000)
    .describe("With words: how many of the most frequent training words get a token; the others are unknown"),
  longest: z
    .number()
    .int()
    .positive()
    .optional()
    .describe("Lines of more tokens than this are left out; default: none"),
  lowerCase: z.boolean().default(false).describe("Turn capitals into small letters"),
  validation: share("validation").default(0),
  test: share("the test").default(0.1),
  seed: seedField,
});
export type TextDataConfig = z.infer<typeof textDataConfig>;

/**
 * The lines of a UTF-8 file without blanks at their ends, empty ones skipped.
 *
 * @throws DataError when the file is missing, is not UTF-8 or holds no text.
 */
export async function readLines(path: string): Promise<readonly string[]> {
  const where = `datasets/text ${path}`;
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new DataError("cannot read the file", { where, remedy: "Check the path.", cause });
  });
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DataError("not a UTF-8 text file", { where, remedy: "Save it as UTF-8 text.", cause });
  }
  const lines = text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line.length > 0);
  if (lines.length > 0) return lines;
  throw new DataError("the file holds no text", { where, remedy: "Put one example on each line." });
}

/** Lines of a file: `x` `[time]`, `x.length` `[]`. The alphabet is that of the whole file, the words are those of training. */
export function createTextData(config: TextDataConfig): { open(): Promise<TokenDataset> } {
  const { path, longest, lowerCase, validation, test, seed } = config;
  const unit = config.unit === "words" ? words : characters;
  const where = `datasets/text ${path}`;
  return {
    async open() {
      const fold = (line: string) => (lowerCase ? line.toLowerCase() : line);
      const all = (await readLines(path)).map(fold);
      const lines = longest === undefined ? all : all.filter((line) => unit.split(line).length <= longest);
      if (lines.length === 0) {
        throw new DataError(`every line has more than ${longest} tokens`, { where, remedy: "Raise `longest`." });
      }
      const positions = holdOut(lines.length, { where, validation, test, seed });
      const training = Array.from(positions.train, (i) => lines[i] as string);
      const vocabulary =
        config.unit === "words" ? frequentVocabulary(unit, training, config.vocabulary) : wholeVocabulary(unit, lines);
      return createTokenDataset({ name: "text", lines, positions, vocabulary, fold });
    },
  };
}

export const textData: Definition<TextDataConfig, DatasetSource> = {
  family: "data",
  kind: "text",
  summary: "your own text file, one example a line",
  config: () => textDataConfig,
  create: createTextData,
};
