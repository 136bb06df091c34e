import { expect, it } from "vitest";
import { z } from "zod";
import { builtInParts } from "../all.ts";
import { parseConfig } from "../config/parse-config.ts";
import { kindsIn } from "./kinds-in.ts";
import { configTable, registry } from "./open-models.ts";

/** Data kinds that no test of the table opens, and where they are opened instead. */
const exempt: Readonly<Record<string, string>> = {
  "data/mnist": "60,000 digits of a package; the table reads small IDX files through the same reader",
  "data/fashion-mnist": "files of an operating system's package; the same reader",
  "data/names": "names of a package; the table reads small text through the same token data set",
  "data/sentences": "sentences of a package; the same token data set",
  "data/dsprites": "737,280 pictures to be split anew for every trial; its own tests read them all",
  "data/faces": "drawn by packages; the same presentation of pixels as IDX files",
  "data/tables": "a package's and this repository's tables; the same data set as csv",
  "data/images": "a folder of pictures; the same presentation of pixels as IDX files",
};

const files = {
  images: "images.idx",
  labels: "labels.idx",
  text: "lines.txt",
  table: "table.csv",
  remove: async () => {},
};
const parsed = Object.values(configTable(files)).map((config) => parseConfig(config, registry));

it("holds every built-in part at least once, but for data that a package brings", () => {
  const used = new Set(parsed.flatMap(kindsIn));
  const all = builtInParts.filter(({ family }) => family !== "sampler").map(({ family, kind }) => `${family}/${kind}`);
  expect(all.filter((part) => !used.has(part)).sort()).toEqual(Object.keys(exempt).sort());
});

const dense = registry.definition("encoder", "dense").config(registry.slot) as z.ZodObject;
const { activation } = z.toJSONSchema(dense).properties as unknown as { activation: { enum: readonly string[] } };

it("holds every activation, and each way to place sigma", () => {
  const text = JSON.stringify(parsed);
  expect(activation.enum.length).toBeGreaterThan(5);
  expect(activation.enum.filter((name) => !text.includes(`"activation":"${name}"`))).toEqual([]);
  expect(["fixed", "learned", "per-pixel"].filter((kind) => !text.includes(`"sigma":{"kind":"${kind}"`))).toEqual([]);
});
