import { appendFileSync } from "node:fs";

/** What was compared. */
export type Measured = "value" | "gradient" | "second";

/** Largest errors of one operation, engine by engine. */
export interface ErrorTable {
  note(engine: string, what: Measured, error: number): void;
  /** One line per engine, as tooling/operation-gradients.mjs reads it; without ELBO_GRADIENT_REPORT nothing is written. */
  report(): void;
}

export function errorTable(operation: string): ErrorTable {
  const worst: Record<string, Partial<Record<Measured, number>>> = {};
  return {
    note: (engine, what, error) => {
      worst[engine] ??= {};
      const errors = worst[engine];
      errors[what] = Math.max(errors[what] ?? 0, error);
    },
    report: () => {
      const file = process.env.ELBO_GRADIENT_REPORT;
      if (!file) return;
      for (const [engine, errors] of Object.entries(worst)) {
        appendFileSync(file, `${JSON.stringify({ operation, engine, ...errors })}\n`);
      }
    },
  };
}
