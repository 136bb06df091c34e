import { describe, expect, it } from "vitest";
import { characters, frequentVocabulary, wholeVocabulary, words } from "./vocabulary.ts";

describe("wholeVocabulary", () => {
  const vocabulary = wholeVocabulary(characters, ["cab", "b\u0301a", "😀"]);

  it("numbers the characters from 2, in order of code points", () => {
    expect(vocabulary.size).toBe(7);
    expect(vocabulary.encode("abc")).toEqual([2, 3, 4]);
    expect(vocabulary.encode("😀")).toHaveLength(1);
  });

  it("round trips, and stops at the end marker and at padding", () => {
    for (const text of ["cab", "ba", "c😀"]) expect(vocabulary.decode(vocabulary.encode(text))).toBe(text);
    expect(vocabulary.decode([2, 3, 1, 4, 4])).toBe("ab");
    expect(vocabulary.decode([3, 0, 2])).toBe("b");
  });

  it("reads -1 for a hidden symbol", () => {
    expect(vocabulary.encode("a_c", "_")).toEqual([2, -1, 4]);
    expect(vocabulary.encode("aba", "b")).toEqual([2, -1, 2]);
  });

  it("names a symbol that it lacks", () => {
    expect(() => vocabulary.encode("z")).toThrow('"z" is not in the vocabulary');
  });

  it("takes a letter with its accent as one symbol", () => {
    const accents = wholeVocabulary(characters, ["e\u0301"]);
    expect(accents.size).toBe(3);
    expect(accents.encode("\u00e9")).toEqual([2]);
  });
});

describe("frequentVocabulary", () => {
  const vocabulary = frequentVocabulary(words, ["the cat, the dog", "the cat's 2nd"], 3);

  it("keeps the most frequent words, ties by code point, and calls the rest unknown", () => {
    expect(vocabulary.size).toBe(6);
    expect(vocabulary.encode("the , 2nd cat")).toEqual([3, 4, 5, 2]);
    expect(vocabulary.decode([3, 2, 5, 1])).toBe("the <unknown> 2nd");
  });

  it("splits punctuation from words and leaves apostrophes and hyphens inside", () => {
    expect(words.split("Don't stop, well-known -- no!")).toEqual([
      "Don't",
      "stop",
      ",",
      "well-known",
      "-",
      "-",
      "no",
      "!",
    ]);
  });

  it("gives the same tokens for its own text", () => {
    const text = "the , cat's the";
    const all = frequentVocabulary(words, [text], 10);
    expect(all.encode(all.decode(all.encode(text)))).toEqual(all.encode(text));
  });
});
