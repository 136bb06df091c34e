import { expect, it } from "vitest";
import { addTerms, meanTerms, type TermSums } from "./term-averages.ts";

it("averages each term over the steps that had it, through JSON without losing a bit", () => {
  const sums: TermSums = {};
  addTerms(sums, { kl: 0.1, reconstruction: 1 });
  const resumed: TermSums = JSON.parse(JSON.stringify(sums));
  for (const each of [sums, resumed]) {
    addTerms(each, { kl: 0.2 });
    addTerms(each, { kl: 1 / 3 });
  }
  expect(meanTerms(sums)).toEqual({ kl: (0.1 + 0.2 + 1 / 3) / 3, reconstruction: 1 });
  expect(meanTerms(resumed)).toEqual(meanTerms(sums));
});
