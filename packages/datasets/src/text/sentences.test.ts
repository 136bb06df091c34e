import type { Split } from "@elbo/spec";
import { beforeAll, describe, expect, it } from "vitest";
import { cleanSentences, createSentencesData, sentencesDataConfig } from "./sentences.ts";
import type { TokenDataset } from "./token-dataset.ts";

const open = (more: object) => createSentencesData(sentencesDataConfig.parse({ kind: "sentences", ...more })).open();
const readAll = async (dataset: TokenDataset, split: Split) => {
  const time = dataset.fields.x?.shape[0] ?? 0;
  const x = new Int32Array(split.length * time);
  const length = new Int32Array(split.length);
  await split.read(
    Int32Array.from(length, (_, i) => i),
    { x, "x.length": length },
  );
  return Array.from(length, (tokens, i) => {
    const row = x.subarray(i * time, (i + 1) * time);
    return { text: dataset.text(row), row: row.subarray(0, tokens), tokens };
  });
};

describe("sentences", () => {
  let letters: TokenDataset;
  beforeAll(async () => {
    letters = await open({});
  });

  it("finds the 37,333 clean sentences of the corpus", async () => {
    expect(await cleanSentences()).toHaveLength(37_333);
  });

  it("has one alphabet of 35 tokens: padding, end, 26 letters, the blank and six marks", () => {
    expect(letters.fields.x).toEqual({ shape: [61], dtype: "int32", support: "tokens", categories: 35 });
  });

  it("shows no sentence on two sides of a split", async () => {
    const { train, validation, test } = letters.splits;
    if (!validation) throw new Error("validation is on by default");
    const sides = await Promise.all([train, validation, test].map((split) => readAll(letters, split)));
    const all = sides.flat().map(({ text }) => text);
    expect(all.length).toBeGreaterThan(36_000);
    expect(new Set(all).size).toBe(all.length);
    expect(Math.abs(test.length / all.length - 0.1)).toBeLessThan(0.001);
  });

  it("round trips characters", async () => {
    for (const { text, row, tokens } of (await readAll(letters, letters.splits.test)).slice(0, 500)) {
      expect([...letters.vocabulary.encode(text), 1]).toEqual([...row]);
      expect(tokens).toBe(text.length + 1);
      expect(text).toMatch(/^[a-z ,.'!?-]+$/);
    }
  });

  it("keeps capitals on demand", async () => {
    const dataset = await open({ lowerCase: false });
    expect(dataset.fields.x?.categories).toBe(61);
  });

  it("by words: keeps as many as asked, from training only, and marks the others unknown", async () => {
    const dataset = await open({ unit: "words", vocabulary: 5000 });
    expect(dataset.vocabulary.size).toBe(5003);
    const test = await readAll(dataset, dataset.splits.test);
    const all = test.flatMap(({ row }) => [...row]);
    const unknown = all.filter((token) => token === 2).length / all.length;
    expect(unknown).toBeGreaterThan(0.02);
    expect(unknown).toBeLessThan(0.15);
    const known = test.filter(({ row }) => !row.includes(2)).slice(0, 300);
    expect(known.length).toBe(300);
    for (const { text, row } of known) expect([...dataset.vocabulary.encode(text), 1]).toEqual([...row]);
  });
});
