import type { Definition } from "@elbo/spec";
import { expect } from "vitest";
import { z } from "zod";
import type { Check } from "./check.ts";

/** What every definition must hold to: its config round-trips, is strict, and can be described as JSON Schema. */
export function configChecks(definition: Definition, config: Readonly<Record<string, unknown>>): Check[] {
  const anything = () => z.looseObject({ kind: z.string() });
  const schema = definition.config(anything);
  const given = { kind: definition.kind, ...config };
  return [
    {
      name: "reads its own config back",
      run: () => {
        const parsed = schema.parse(given);
        expect(schema.parse(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
      },
    },
    {
      name: "refuses unknown keys and another kind",
      run: () => {
        expect(() => schema.parse({ ...given, surprise: 1 })).toThrow();
        expect(() => schema.parse({ ...given, kind: "another" })).toThrow();
      },
    },
    {
      name: "has a JSON Schema and a summary",
      run: () => {
        expect(z.toJSONSchema(schema, { io: "input" })).toHaveProperty("properties.kind");
        expect(definition.summary.length).toBeGreaterThan(10);
      },
    },
  ];
}
