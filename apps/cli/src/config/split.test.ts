import type { Dataset, Split } from "@elbo/spec";
import { expect, it } from "vitest";
import { splitOf } from "./split.ts";

const split = (length: number): Split => ({ length, read: async () => {} });
const dataset: Dataset = { name: "csv", fields: {}, splits: { train: split(3), test: split(0) } };

it("gives a split, and names those there are instead of one that is missing or empty", () => {
  expect(splitOf({ dataset }, "train").length).toBe(3);
  expect(() => splitOf({ dataset }, "validation")).toThrow(
    /no validation split: expected one of train, got validation/,
  );
  expect(() => splitOf({ dataset }, "test")).toThrow(
    /the test split holds no examples: expected one of train, got test/,
  );
});
