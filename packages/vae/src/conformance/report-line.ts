import { appendFileSync } from "node:fs";
import type { Errors } from "./difference.ts";
import { kindsIn } from "./kinds-in.ts";

/** One comparison, as tooling/engine-gradients.mjs reads it. */
export interface ReportLine extends Partial<Errors> {
  /** What was compared with `cpu`: an engine, or `differences`. */
  readonly against: string;
  /** Name of the config. */
  readonly name: string;
  /** Program, or objective and group. */
  readonly trial: string;
}

/** Writes one line, with the parts of the compared programs (an optimiser is in none), to the file that ELBO_GRADIENT_REPORT names; without it nothing. */
export function reportLine(config: object, line: ReportLine): void {
  const file = process.env.ELBO_GRADIENT_REPORT;
  if (file)
    appendFileSync(file, `${JSON.stringify({ ...line, kinds: kindsIn({ ...config, training: undefined }) })}\n`);
}
