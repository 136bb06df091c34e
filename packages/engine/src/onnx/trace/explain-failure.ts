import { EngineError } from "@elbo/spec";

const MISSING = /kernel '?"?([A-Za-z0-9_]+)'?"? (?:not registered|.*backend)/;

/** The innermost frame outside tfjs and this engine. */
function caller(stack: string): string | undefined {
  const frames = stack.split("\n").filter((line) => line.trim().startsWith("at "));
  const own = frames.find((line) => !/tfjs|onnx[\\/](trace|kernels|graph)|node:internal|@tensorflow/.test(line));
  return own?.trim().replace(/^at /, "");
}

/** Turns tfjs's complaint about an unknown kernel into one that says what called it and what to do. */
export function explainFailure(cause: unknown, scope: string): unknown {
  if (!(cause instanceof Error)) return cause;
  const kernel = MISSING.exec(cause.message)?.[1];
  if (kernel === undefined) return cause;
  const by = caller(cause.stack ?? "");
  return new EngineError(`the kernel "${kernel}" cannot be lowered to ONNX`, {
    where: `engine/trace, ${scope === "" ? "before any scope" : `scope "${scope}"`}${by === undefined ? "" : `, called by ${by}`}`,
    remedy: "Run this program with `engine: node`, or report the kernel.",
    cause,
  });
}
