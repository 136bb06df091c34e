import { useCpu } from "@elbo/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { batchOf } from "./all-trials.ts";
import { type DataFiles, writeDataFiles } from "./data-files.ts";
import { configNames, configTable, openTestModel } from "./open-models.ts";
import { inOrder, seenFacts, statedFacts } from "./seen-facts.ts";

let files: DataFiles;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
});
afterAll(() => files.remove());

describe("what parts state of themselves is what their distributions show", () => {
  it.each(configNames)("%s", async (name) => {
    const model = await openTestModel(configTable(files)[name] as object);
    const seen = seenFacts(model.assembled, await batchOf(model));
    expect(inOrder(statedFacts(model.assembled))).toEqual(inOrder(seen));
  });
});
