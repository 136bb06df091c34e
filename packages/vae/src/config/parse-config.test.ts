import { ConfigError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { configNames, configTable, registry } from "../conformance/open-models.ts";
import { configSchema, parseConfig } from "./parse-config.ts";

const files = {
  images: "images.idx",
  labels: "labels.idx",
  text: "lines.txt",
  table: "table.csv",
  remove: async () => {},
};
const table = configTable(files);
const schema = z.fromJSONSchema(configSchema(registry) as never);

describe.each(configNames)("the config of %s", (name) => {
  const config = table[name] as object;
  it("parses to itself, through JSON too, and is frozen to the bottom", () => {
    const parsed = parseConfig(config, registry);
    expect(parseConfig(parsed, registry)).toEqual(parsed);
    expect(parseConfig(JSON.parse(JSON.stringify(parsed)), registry)).toEqual(parsed);
    expect(Object.isFrozen(parsed) && Object.isFrozen(parsed.training.optimiser)).toBe(true);
    expect(parsed).toMatchObject(config);
  });
  it("is valid by the JSON Schema, before and after parsing, and not with a surprise in it", () => {
    expect(schema.safeParse(config).error).toBeUndefined();
    expect(schema.safeParse(parseConfig(config, registry)).error).toBeUndefined();
    expect(schema.safeParse({ ...config, surprise: 1 }).success).toBe(false);
    const encoder = { ...(config as { encoder: object }).encoder, surprise: 1 };
    expect(schema.safeParse({ ...config, encoder }).success).toBe(false);
  });
});

it("leaves its argument alone and fills in defaults", () => {
  const config = structuredClone(table.dense) as { seed?: number };
  expect(parseConfig(config, registry)).toMatchObject({ seed: 1, engine: "auto", loss: { beta: 1, samples: 1 } });
  expect(config).toEqual(table.dense);
  expect(Object.isFrozen(config)).toBe(false);
});

it.each([
  [null, "an empty file"],
  [[], "a list"],
  ["seed: 1", "string"],
])("refuses %j as a config", (value, received) => {
  expect(() => parseConfig(value, registry)).toThrow(ConfigError);
  expect(() => parseConfig(value, registry)).toThrow(received);
});
