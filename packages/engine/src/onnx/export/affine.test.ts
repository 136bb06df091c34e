import { expect, it } from "vitest";
import { dimension, fitAffine, fitVector } from "./affine.ts";

it("finds the line through three sizes, and refuses what lies beside it", () => {
  expect(fitAffine([3, 5, 7], [3, 5, 7])).toEqual({ slope: 1, offset: 0 });
  expect(fitAffine([3, 5, 7], [9, 13, 17])).toEqual({ slope: 2, offset: 3 });
  expect(fitAffine([3, 5, 7], [4, 4, 4])).toEqual({ slope: 0, offset: 4 });
  expect(fitAffine([3, 5, 7], [9, 25, 49])).toBeUndefined();
  expect(fitAffine([3, 5, 7], [1, 2, 3])).toBeUndefined();
});

it("fits vectors entry by entry, of one length only", () => {
  expect(
    fitVector(
      [3, 5, 7],
      [
        [3, 2],
        [5, 2],
        [7, 2],
      ],
    )?.map(dimension),
  ).toEqual(["batch", 2]);
  expect(fitVector([3, 5], [[3], [5, 5]])).toBeUndefined();
});

it("names an axis by what it follows", () => {
  const axis = (slope: number, offset: number) => dimension({ slope, offset });
  expect([axis(1, 0), axis(3, 0), axis(1, 7), axis(2, -1), axis(0, 5)]).toEqual([
    "batch",
    "3*batch",
    "batch+7",
    "2*batch-1",
    5,
  ]);
});
