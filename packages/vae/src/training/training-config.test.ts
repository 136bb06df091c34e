import { describe, expect, it } from "vitest";
import { z } from "zod";
import { trainingConfig } from "./training-config.ts";

const optimiser = z.strictObject({ kind: z.literal("adam"), rate: z.number().default(1e-3) });
const schema = trainingConfig((family) => (family === "optimiser" ? optimiser : z.never()));

describe("training config", () => {
  it("fills in defaults and parses its own output to the same", () => {
    const parsed = schema.parse({ epochs: 2 });
    expect(parsed).toEqual({
      batch: 128,
      epochs: 2,
      optimiser: { kind: "adam", rate: 1e-3 },
      validate: { every: 1 },
      checkpoint: { every: { epochs: 1 } },
      log: { every: 50 },
    });
    expect(schema.parse(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
    expect(schema.parse({ steps: 1, average: {} }).average).toEqual({ decay: 0.999 });
  });

  it.each([
    {},
    { epochs: 1, steps: 1 },
    { epochs: 0 },
    { epochs: 1, surprise: 1 },
    { epochs: 1, clip: 0 },
    { epochs: 1, average: { decay: 1 } },
    { epochs: 1, checkpoint: { every: { hours: 1 } } },
    { stages: [] },
    { stages: [{ name: "a" }] },
    { stages: [{ name: "a", epochs: 1, steps: 1 }] },
    { stages: [{ name: "a", epochs: 1 }], epochs: 1 },
    { stages: [{ name: "a", epochs: 1 }], patience: 1 },
  ])("refuses %j", (config) => {
    expect(schema.safeParse(config).success).toBe(false);
  });

  it("has a JSON Schema", () => {
    expect(Object.keys(z.toJSONSchema(schema, { io: "input" }).properties ?? {})).toContain("stages");
  });
});
