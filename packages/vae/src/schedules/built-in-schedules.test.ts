import { describe, expect, it } from "vitest";
import { builtInSchedules } from "./built-in-schedules.ts";

const slot = () => {
  throw new Error("no nested parts");
};

const smallest: Record<string, object> = {
  constant: { value: 1 },
  linear: {},
  cyclical: {},
  cosine: { from: 1 },
  exponential: { rate: 0.1 },
  steps: { from: 1, milestones: [1], factor: 0.5 },
};

describe.each(builtInSchedules.map((definition) => [definition.kind, definition] as const))(
  "%s",
  (kind, definition) => {
    it("answers to its kind, refuses unknown keys, and stays finite and pure", () => {
      const schema = definition.config(slot);
      const config = schema.parse({ kind, ...smallest[kind] });
      expect(definition.family).toBe("schedule");
      expect(schema.safeParse({ kind, ...smallest[kind], surprise: 1 }).success).toBe(false);
      const schedule = (definition.create as (config: unknown) => (clock: object) => number)(config);
      for (const step of [0, 1, 7, 9, 10, 1000]) {
        const value = schedule({ step, stepsPerEpoch: 5, steps: 10 });
        expect(Number.isFinite(value)).toBe(true);
        expect(schedule({ step, stepsPerEpoch: 5, steps: 10 })).toBe(value);
      }
    });
  },
);
