import { expect, it } from "vitest";
import { chooseSizes } from "./choose-sizes.ts";

it("takes primes that no length of the program is a multiple of", () => {
  expect(chooseSizes([])).toEqual([1009, 1013, 1019]);
  expect(chooseSizes([0, 1, 28, 2018, 1019])).toEqual([1013, 1021, 1031]);
});
