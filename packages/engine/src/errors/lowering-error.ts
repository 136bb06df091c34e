import { EngineError, type ErrorDetails } from "@elbo/spec";

/** A program that an engine cannot compile although it may be right: another engine may run it. */
export class LoweringError extends EngineError {
  /** `problem`: what cannot be done, as the message says it. */
  constructor(
    readonly problem: string,
    details: ErrorDetails,
  ) {
    super(problem, details);
  }
}
