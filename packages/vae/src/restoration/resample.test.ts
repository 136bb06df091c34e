import { expect, it } from "vitest";
import { resample } from "./resample.ts";

it("takes each place as often as its weight says, whatever the chance", () => {
  const logWeights = [Math.log(0.5), Math.log(0.1), Math.log(0.4)].map((log) => log - 1000);
  for (const uniform of [0, 0.37, 0.999]) {
    const counts = [0, 0, 0];
    for (const at of resample(logWeights, 1000, uniform)) counts[at] = (counts[at] as number) + 1;
    for (const [i, share] of [500, 100, 400].entries()) expect(Math.abs((counts[i] as number) - share)).toBeLessThan(2);
  }
});

it("passes over what is no number, and takes all alike where nothing counts", () => {
  expect([...resample([Number.NaN, 0, Number.NEGATIVE_INFINITY], 3, 0.5)]).toEqual([1, 1, 1]);
  const nothing = new Array<number>(4).fill(Number.NEGATIVE_INFINITY);
  expect([...resample(nothing, 4, 0.5)]).toEqual([0, 1, 2, 3]);
});
