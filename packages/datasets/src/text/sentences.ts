/**
 * English sentences of 10 to 60 plain characters from the npm package nlp-corpus (songs, news, reviews, talk): for
 * sentence VAEs (Bowman et al., CoNLL 2016, arXiv 1511.06349) by characters or by words.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetSource, Definition } from "@elbo/spec";
import { z } from "zod";
import { findPackage } from "../packages/find-package.ts";
import { holdOut, seedField, share } from "../splits/hold-out.ts";
import { isRude } from "./rude-words.ts";
import { createTokenDataset, type TokenDataset } from "./token-dataset.ts";
import { characters, frequentVocabulary, wholeVocabulary, words } from "./vocabulary.ts";

export const sentencesDataConfig = z.strictObject({
  kind: z.literal("sentences"),
  unit: z.enum(["characters", "words"]).default("characters").describe("What one token is"),
  vocabulary: z
    .number()
    .int()
    .positive()
    .default(10_000)
    .describe("With words: how many of the most frequent training words get a token; the others are unknown"),
  lowerCase: z.boolean().default(true).describe("Turn capitals into small letters"),
  validation: share("validation").default(0.05),
  test: share("the test").default(0.1),
  seed: seedField,
});
export type SentencesDataConfig = z.infer<typeof sentencesDataConfig>;

const clean = /^[A-Za-z ,.'!?-]{10,60}$/;

/** Different sentences of letters, blanks and , . ' ! ? -, 10 to 60 characters, in the order of the corpus: 37,333 of them. */
export async function cleanSentences(): Promise<readonly string[]> {
  const folder = join(findPackage("nlp-corpus", "4.4.0"), "builds");
  const found = new Set<string>();
  for (let part = 0; part < 100; part++) {
    const sentences: unknown = JSON.parse(await readFile(join(folder, `doc-${part}.json`), "utf8"));
    if (!Array.isArray(sentences)) continue;
    for (const sentence of sentences) if (typeof sentence === "string" && clean.test(sentence)) found.add(sentence);
  }
  return [...found];
}

const tidy = (sentence: string, lowerCase: boolean) => {
  const single = sentence.trim().replace(/ +/g, " ");
  return lowerCase ? single.toLowerCase() : single;
};

/**
 * Sentences: `x` `[time]`, `x.length` `[]`. Rude ones are left out, blanks are made single, and a sentence that then occurs
 * twice is kept once, so none stands on both sides of a split.
 */
export function createSentencesData(config: SentencesDataConfig): { open(): Promise<TokenDataset> } {
  const { unit, vocabulary, lowerCase, validation, test, seed } = config;
  return {
    async open() {
      const kept = (await cleanSentences()).filter((sentence) => !isRude(sentence));
      const lines = [...new Set(kept.map((sentence) => tidy(sentence, lowerCase)))].filter((line) => line !== "");
      const positions = holdOut(lines.length, { where: "datasets/sentences", validation, test, seed });
      const training = Array.from(positions.train, (i) => lines[i] as string);
      return createTokenDataset({
        name: "sentences",
        lines,
        positions,
        vocabulary:
          unit === "words" ? frequentVocabulary(words, training, vocabulary) : wholeVocabulary(characters, lines),
      });
    },
  };
}

export const sentencesData: Definition<SentencesDataConfig, DatasetSource> = {
  family: "data",
  kind: "sentences",
  summary: "37,000 short English sentences by characters or words",
  config: () => sentencesDataConfig,
  create: createSentencesData,
};
