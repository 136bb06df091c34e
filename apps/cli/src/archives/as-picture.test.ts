import { expect, it } from "vitest";
import { asPicture } from "./as-picture.ts";

it("takes axes as height, width and channels, and what has fewer as one row", () => {
  expect(asPicture([28, 28])).toEqual({ height: 28, width: 28, channels: 1 });
  expect(asPicture([4, 5, 3])).toEqual({ height: 4, width: 5, channels: 3 });
  expect(asPicture([30])).toEqual({ height: 1, width: 30, channels: 1 });
  expect(asPicture([])).toEqual({ height: 1, width: 1, channels: 1 });
  expect(asPicture([2, 3, 4, 5])).toEqual({ height: 2, width: 3, channels: 20 });
});
