import { describe, expect, it } from "vitest";
import { alphabetOf, scoreRows, trainNgram } from "./ngram.mjs";

const data = { vocabulary: 7, pad: 0, start: 1 };
const alphabet = alphabetOf(data);
const end = 6;
const rows = [
  [2, 3, 2, 3, end],
  [2, 3, 4, end],
  [3, 2, 2, end],
  [4, 4, 2, 3, end],
];

describe("n-gram baseline", () => {
  it.each([1, 2, 3, 4, 5])("of order %i sums to 1 over the alphabet after every context, seen or not", (order) => {
    const model = trainNgram(rows, { order, start: data.start, alphabet });
    for (const context of [[], [2], [2, 3], [5], [5, 5, 5, 5], [4, 4, 2], [2, 3, 2, 3, 2, 3]]) {
      const sum = alphabet.reduce((total, token) => total + model.probability(token, context), 0);
      expect(sum).toBeCloseTo(1, 12);
      expect(Math.min(...alphabet.map((token) => model.probability(token, context)))).toBeGreaterThan(0);
    }
  });

  it("is a proper distribution over whole rows: rows of at most n tokens take at most probability 1", () => {
    const model = trainNgram(rows, { order: 3, start: data.start, alphabet });
    const letters = alphabet.filter((token) => token !== end);
    let [mass, open] = [0, [[]] as number[][]];
    for (let length = 0; length < 5; length++) {
      for (const row of open) mass += Math.exp(model.logProbability([...row, end]));
      open = open.flatMap((row) => letters.map((token) => [...row, token]));
    }
    const still = open.reduce((sum, row) => sum + Math.exp(model.logProbability(row)), 0);
    expect(mass + still).toBeCloseTo(1, 9);
  });

  it("equals the formula of Kneser and Ney worked by hand on bigrams", () => {
    const model = trainNgram(
      [
        [2, 3],
        [2, 4],
        [2, 3],
      ],
      { order: 2, start: 1, alphabet: [2, 3, 4] },
    );
    // Bigrams: (1,2) x3, (2,3) x2, (2,4) x1: n1 = 1, n2 = 1, D = 1/3. Distinct left neighbours: 2, 3 and 4 have one each:
    // n1 = 3, n2 = 0, so D = 0.95 (capped) and p1 = (1 - .95) / 3 + .95 * 3 / 3 * (1/3) = 1/3.
    expect(model.probability(3, [2])).toBeCloseTo((2 - 1 / 3) / 3 + ((1 / 3) * 2 * (1 / 3)) / 3, 12);
    expect(model.probability(4, [2])).toBeCloseTo((1 - 1 / 3) / 3 + ((1 / 3) * 2 * (1 / 3)) / 3, 12);
  });

  it("likes what it saw, more so the longer its context", () => {
    const score = (order: number) =>
      scoreRows(trainNgram(rows, { order, start: data.start, alphabet }), rows).nllPerCharacter;
    expect(score(3)).toBeLessThan(score(1));
    expect(score(1)).toBeLessThan(Math.log(alphabet.length));
  });
});
