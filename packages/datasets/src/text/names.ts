/**
 * First names in 16 languages, in lower case, letter by letter, from the npm package @faker-js/faker: every language in
 * Latin script with at least 300 names, regions of one language put together. For class-conditional models of short text.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DataError, type DatasetSource, type Definition } from "@elbo/spec";
import { z } from "zod";
import { findPackage } from "../packages/find-package.ts";
import { holdOut, seedField, share } from "../splits/hold-out.ts";
import { createTokenDataset, type TokenDataset } from "./token-dataset.ts";
import { characters, wholeVocabulary } from "./vocabulary.ts";

export const namesDataConfig = z.strictObject({
  kind: z.literal("names"),
  validation: share("validation, counted in different names").default(0.05),
  test: share("the test, counted in different names").default(0.1),
  seed: seedField,
});
export type NamesDataConfig = z.infer<typeof namesDataConfig>;

/** First names of some language, as faker has them. */
type Locales = Readonly<Record<string, { readonly person?: { readonly first_name?: unknown } }>>;

const leastNames = 300;
const latin = /^\p{Script=Latin}[\p{Script=Latin}'’ .-]*$/u;

/**
 * Names by language: lower case by the language's own rules (Turkish dots), composed (NFC), different, in order of code
 * points. Languages in alphabetical order of their codes.
 */
export function namesByLanguage(locales: Locales): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const [locale, { person }] of Object.entries(locales)) {
    const language = locale.split("_")[0] as string;
    const names = found.get(language) ?? new Set<string>();
    found.set(language, names);
    for (const name of Object.values(person?.first_name ?? {}).flat()) {
      const lower = typeof name === "string" ? name.normalize("NFC").toLocaleLowerCase(language).normalize("NFC") : "";
      if (latin.test(lower)) names.add(lower);
    }
  }
  return new Map(
    [...found]
      .filter(([, names]) => names.size >= leastNames)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([language, names]) => [language, [...names].sort((a, b) => (a < b ? -1 : 1))]),
  );
}

const loadLocales = async (): Promise<Locales> => {
  const folder = findPackage("@faker-js/faker", "10.6.0");
  const entry = createRequire(join(folder, "package.json")).resolve("@faker-js/faker");
  const { allLocales } = (await import(pathToFileURL(entry).href)) as { allLocales?: Locales };
  if (allLocales) return allLocales;
  throw new DataError("this version of @faker-js/faker has no list of locales", {
    where: "datasets/names",
    remedy: 'Run "npm install @faker-js/faker@10.6.0".',
  });
};

/** Names with the languages that `label` counts, in order. */
export interface NamesDataset extends TokenDataset {
  readonly languages: readonly string[];
}

/**
 * Names: `x` `[time]`, `x.length` `[]`, `label` `[]` int32, the language. A name used in several languages is an example of
 * each, and all of them stand in the same split: no test name was seen in training.
 */
export function createNamesData({ validation, test, seed }: NamesDataConfig): { open(): Promise<NamesDataset> } {
  return {
    async open() {
      const byLanguage = namesByLanguage(await loadLocales());
      const languages = [...byLanguage.keys()];
      const pairs = [...byLanguage].flatMap(([, names], label) => names.map((name) => ({ name, label })));
      const different = [...new Set(pairs.map(({ name }) => name))].sort((a, b) => (a < b ? -1 : 1));
      const side = holdOut(different.length, { where: "datasets/names", validation, test, seed });
      const at = (names: Int32Array) => {
        const chosen = new Set(Array.from(names, (i) => different[i]));
        return Int32Array.from(pairs.flatMap(({ name }, i) => (chosen.has(name) ? [i] : [])));
      };
      const dataset = createTokenDataset({
        name: "names",
        lines: pairs.map(({ name }) => name),
        vocabulary: wholeVocabulary(characters, different),
        fold: (name) => name.normalize("NFC").toLowerCase(),
        positions: { train: at(side.train), validation: at(side.validation), test: at(side.test) },
        labels: { values: pairs.map(({ label }) => label), categories: languages.length },
      });
      return { ...dataset, languages };
    },
  };
}

export const namesData: Definition<NamesDataConfig, DatasetSource> = {
  family: "data",
  kind: "names",
  summary: "first names in 16 languages, letter by letter, with the language as label",
  config: () => namesDataConfig,
  create: createNamesData,
};
