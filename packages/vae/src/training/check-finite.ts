import { type Arena, EngineError, type Named, type Numbers } from "@elbo/spec";

/** Where a training was when a number stopped being one. */
export interface Moment {
  readonly stage: string;
  readonly step: number;
  readonly epoch: number;
  /** The last checkpoint that was saved, if any. */
  readonly saved?: string;
}

/** The error for numbers that are no longer finite: names the culprit, the step and what to do. */
export function divergence(what: string, value: number, { stage, step, epoch, saved }: Moment): EngineError {
  return new EngineError(`training diverged: ${what} is ${value} at step ${step} (epoch ${epoch.toFixed(2)})`, {
    where: `vae/training stage "${stage}"`,
    expected: "a finite number",
    received: String(value),
    remedy:
      "Lower the learning rate (training.optimiser.rate), set training.clip, or look for values that overflow in the data. " +
      (saved === undefined ? "No checkpoint was saved yet." : `The last good checkpoint is ${saved}.`),
  });
}

/**
 * Scalar outputs of an objective: `terms` by name, without the prefix `term/`. Terms are looked at before their sum, so that
 * the error names the one that broke.
 *
 * @throws EngineError when one is NaN or infinite.
 */
export function readTerms(outputs: Named<Numbers>, objective: string, moment: Moment): Named<number> {
  const terms: Record<string, number> = {};
  for (const [name, values] of Object.entries(outputs)) {
    if (!name.startsWith("term/")) continue;
    const term = name.slice("term/".length);
    const value = values[0] as number;
    if (!Number.isFinite(value)) throw divergence(`term "${term}" of objective "${objective}"`, value, moment);
    terms[term] = value;
  }
  const value = outputs.objective?.[0] as number;
  if (!Number.isFinite(value)) throw divergence(`objective "${objective}"`, value, moment);
  return { ...terms, objective: value };
}

/** @throws EngineError naming the first parameter that holds a NaN or infinity: such values must not be saved. */
export function checkParameters(arena: Arena, moment: Moment): void {
  for (const { path, offset, size } of arena.entries) {
    for (let i = offset; i < offset + size; i++) {
      const value = arena.values[i] as number;
      // x - x is 0 for every finite x.
      if (value - value !== 0) throw divergence(`parameter "${path}"`, value, moment);
    }
  }
}
