const marker = Symbol.for("elbo.error");

/** Where, what was expected, what came, and what to do. */
export interface ErrorDetails {
  /** Package and part, or path in the config: "priors/vamp", "config loss.beta". */
  readonly where: string;
  readonly expected?: string;
  readonly received?: string;
  readonly remedy?: string;
  readonly cause?: unknown;
}

const sentence = (problem: string, { where, expected, received, remedy }: ErrorDetails): string => {
  const facts = [expected && `expected ${expected}`, received && `got ${received}`].filter(Boolean).join(", ");
  return `${where}: ${problem}${facts ? `: ${facts}` : ""}.${remedy ? ` ${remedy}` : ""}`;
};

/** Base of all errors that elbo throws on purpose; `ElboError.is` works across copies of this package. */
export abstract class ElboError extends Error {
  readonly [marker] = true;
  readonly details: ErrorDetails;

  constructor(problem: string, details: ErrorDetails) {
    super(sentence(problem, details), details.cause === undefined ? undefined : { cause: details.cause });
    this.details = details;
    this.name = new.target.name;
  }

  static is(value: unknown): value is ElboError {
    return typeof value === "object" && value !== null && marker in value;
  }
}
