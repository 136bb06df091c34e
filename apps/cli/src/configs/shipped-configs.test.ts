import { checkCells, matrixConfig, parseCell, parseMatrix, planRuns } from "@elbo/bench";
import { assemble, configSchema, createRegistry, parseConfig } from "@elbo/vae";
import { builtInParts } from "@elbo/vae/all";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { configFile, shippedConfigs } from "./shipped-configs.ts";

const registry = createRegistry(builtInParts);
const fits = new Ajv2020({ strict: false }).compile(configSchema(registry));
const shipped = shippedConfigs();
const models = shipped.filter(({ sort }) => sort === "model");

describe.each(models.map((config) => [config.name, config] as const))("%s", (name, { value }) => {
  it("is named after author, year and model, and says its paper and the published number, or none", () => {
    expect(name).toMatch(/^[a-z]+-\d{4}(-[a-z0-9]+)+$/);
    const { about } = parseConfig(value, registry);
    expect(about?.paper).toContain(name.split("-")[1]);
    expect(about?.published).toBeDefined();
  });

  it("fits the JSON Schema that editors use", () => {
    fits(value);
    expect(fits.errors).toBe(null);
  });

  it("is put together from parts that fit, and reads back as it was", async () => {
    const config = parseConfig(value, registry);
    expect(parseConfig(JSON.parse(JSON.stringify(config)), registry)).toEqual(config);
    const { dataset, tree } = await assemble(config, registry);
    expect(Object.keys(tree)).toEqual(["encoder", "decoder", "prior", "loss"]);
    await dataset.close?.();
  });
});

it("there are some, and every benchmark is a matrix", () => {
  expect(models.length).toBeGreaterThan(5);
  const benchmarks = shipped.filter(({ sort }) => sort === "benchmark");
  expect(benchmarks.map(({ value }) => matrixConfig.safeParse(value).success)).toEqual(benchmarks.map(() => true));
});

it("every variant of the zoo is put together from parts that fit", async () => {
  const { value } = shipped.find(({ name }) => name === "zoo") ?? expect.fail("no zoo");
  const cells = planRuns(parseMatrix({ ...value, seeds: [1] }));
  const parsed = cells.map((cell) => ({ ...cell, parsed: parseCell(cell, registry) }));
  await expect(checkCells(parsed, registry)).resolves.toBeUndefined();
  expect(cells.length).toBeGreaterThan(30);
});

it("a name means the shipped config, a path the file", () => {
  expect(configFile("kingma-2014-vae")).toMatch(/configs.kingma-2014-vae\.yaml$/);
  expect(configFile("dense-mnist", "benchmark")).toMatch(/bench-dense-mnist\.yaml$/);
  expect(configFile("dense-mnist")).toBe("dense-mnist");
  expect(configFile("mine.yaml")).toBe("mine.yaml");
});
