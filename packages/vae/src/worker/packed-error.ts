import {
  CheckpointError,
  ConfigError,
  DataError,
  ElboError,
  EngineError,
  type ErrorDetails,
  NotSupportedError,
  ShapeError,
} from "@elbo/spec";

/** An error as data, so that it passes from one thread to another and stays of its class. */
export interface PackedError {
  readonly name: string;
  /** Which of elbo's own classes it is of, or below. */
  readonly kind?: string;
  readonly message: string;
  readonly stack?: string;
  /** The system's code: ENOSPC. */
  readonly code?: string;
  readonly details?: Omit<ErrorDetails, "cause">;
  readonly cause?: PackedError;
}

const classes: Readonly<Record<string, new (problem: string, details: ErrorDetails) => ElboError>> = {
  CheckpointError,
  ConfigError,
  DataError,
  EngineError,
  NotSupportedError,
  ShapeError,
};

/** An error, its causes included, as data. */
export function packError(error: unknown): PackedError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message, stack, cause } = error;
  const { code } = error as NodeJS.ErrnoException;
  const [kind] = Object.entries(classes).find(([, Class]) => error instanceof Class) ?? [];
  const { cause: _, ...details } = ElboError.is(error) ? error.details : { where: "" };
  return {
    name,
    message,
    ...(kind === undefined ? {} : { kind }),
    ...(stack === undefined ? {} : { stack }),
    ...(typeof code === "string" ? { code } : {}),
    ...(ElboError.is(error) ? { details } : {}),
    ...(cause === undefined ? {} : { cause: packError(cause) }),
  };
}

/** The error again: same class, message, details, stack and causes. */
export function unpackError({ name, kind, message, stack, code, details, cause: packed }: PackedError): Error {
  const Class = classes[kind ?? ""];
  const cause = packed && unpackError(packed);
  const error =
    details && Class
      ? new Class("", { ...details, ...(cause ? { cause } : {}) })
      : new Error("", cause ? { cause } : undefined);
  Object.assign(error, { message, name, ...(stack === undefined ? {} : { stack }), ...(code ? { code } : {}) });
  return error;
}
