import { LoweringError } from "../../errors/lowering-error.ts";
import { Refusal } from "../kernels/refusal.ts";

const MISSING = /[Kk]ernel '(\w+)' (?:not registered )?for backend/;
const OWN = /@tensorflow|tfjs-|node:internal|engine[\\/]dist|onnx[\\/](?:trace|kernels|graph)[\\/](?![\w-]+\.test\.)/;
const FRAMES = 60;

/** Runs `work` with stack traces long enough to reach the part that called a kernel through tfjs. */
export function withLongStacks<R>(work: () => R): R {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = Math.max(limit, FRAMES);
  try {
    return work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** The innermost frame outside tfjs and this engine. */
function caller(stack: string): string | undefined {
  const frames = stack.split("\n").filter((line) => line.trim().startsWith("at "));
  return frames
    .find((line) => !OWN.test(line) && !line.includes("<anonymous>)"))
    ?.trim()
    .replace(/^at /, "");
}

const REMEDY =
  "Run this program with `engine: node` or `engine: cpu`, or write it with other operations (docs/engine-kernels.md).";

function refusal(cause: Error): { readonly problem: string; readonly remedy: string } | undefined {
  if (cause instanceof LoweringError) return { problem: cause.problem, remedy: cause.details.remedy ?? REMEDY };
  if (cause instanceof Refusal) {
    const kernel = cause.kernel === undefined ? "" : `the kernel "${cause.kernel}": `;
    return { problem: `${kernel}${cause.message}`, remedy: REMEDY };
  }
  const kernel = MISSING.exec(cause.message)?.[1];
  return kernel === undefined
    ? undefined
    : { problem: `the kernel "${kernel}" cannot be lowered to ONNX`, remedy: REMEDY };
}

/**
 * Turns tfjs's complaint about an unknown kernel, a lowering's refusal, and a value that is read, into a LoweringError that
 * names the kernel, the last scope that the program had entered, the calling line, and what to do. Other errors pass.
 */
export function explainFailure(cause: unknown, scope: string): unknown {
  if (!(cause instanceof Error)) return cause;
  const found = refusal(cause);
  if (found === undefined) return cause;
  const by = caller(cause.stack ?? "");
  const within = scope === "" ? "before any scope" : `last scope entered "${scope}"`;
  const where = `engine/trace${by === undefined ? "" : `, called by ${by}`}, ${within}`;
  return new LoweringError(found.problem, { where, remedy: found.remedy, cause });
}
