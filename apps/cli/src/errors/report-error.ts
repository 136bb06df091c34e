import { ElboError } from "@elbo/spec";
import { exitCodeOf } from "./exit-codes.ts";

/** One line for a person, or with `debug` the whole stack; returns the exit code. */
export function reportError(
  error: unknown,
  { debug, write }: { readonly debug: boolean; readonly write: (text: string) => void },
): number {
  const message = error instanceof Error ? error.message : String(error);
  const expected = ElboError.is(error) || exitCodeOf(error) !== 1;
  write(`elbo: ${message}\n`);
  if (debug && error instanceof Error)
    write(`${error.stack}\n${error.cause ? `caused by ${String(error.cause)}\n` : ""}`);
  else if (!expected) write("This looks like a defect of elbo. Run again with --debug for the details.\n");
  return exitCodeOf(error);
}
