import { exitCodeOf, exitCodes } from "./exit-codes.ts";

/** Commander says "error: unknown command 'trian'\n(Did you mean train?)": one line, without its own prefix. */
const oneLine = (message: string): string =>
  message
    .replace(/^error: /, "")
    .replaceAll(/\s*\n\s*/g, " ")
    .trim();

/** One line for a person, or with `debug` the whole stack; returns the exit code. */
export function reportError(
  error: unknown,
  { debug, write }: { readonly debug: boolean; readonly write: (text: string) => void },
): number {
  const code = exitCodeOf(error);
  write(`elbo: ${oneLine(error instanceof Error ? error.message : String(error))}\n`);
  if (debug && error instanceof Error)
    write(`${error.stack}\n${error.cause ? `caused by ${String(error.cause)}\n` : ""}`);
  else if (code === exitCodes.unexpected)
    write("This looks like a defect of elbo. Run again with --debug for the details.\n");
  return code;
}
