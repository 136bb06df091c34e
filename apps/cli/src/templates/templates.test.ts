import { createRegistry, parseConfig } from "@elbo/vae";
import { builtInParts } from "@elbo/vae/all";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { templates } from "./templates.ts";

describe.each(Object.entries(templates))("template %s", (_, text) => {
  it("is a valid config and has comments", () => {
    expect(parseConfig(parse(text), createRegistry(builtInParts)).seed).toBe(1);
    expect(text.split("\n").filter((line) => line.includes("#")).length).toBeGreaterThan(2);
  });
});
