import type { Dataset, Split } from "@elbo/spec";
import { Command } from "commander";
import { expect, it } from "vitest";
import { noSplitBesideFiles, splitOf, splitOption } from "./split.ts";

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

it("refuses options of a split beside files, where they were given", async () => {
  const run = (...args: string[]) =>
    new Command("encode")
      .addOption(splitOption())
      .option("--count <n>", "", Number, 8)
      .action((_options, command: Command) => noSplitBesideFiles(command))
      .parseAsync(args, { from: "user" });
  await run();
  await expect(run("--split", "test")).rejects.toThrow(/elbo encode: --split is for a split.*files are read whole/s);
  await expect(run("--count", "8")).rejects.toThrow(/--count is for a split/);
});
