import { EngineError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

const MISSING = /gradient function not found for (\w+)/;

/** tfjs's complaint about a kernel that it cannot differentiate, on any engine, as an error that says what to do. */
function explained(cause: unknown): unknown {
  const kernel = cause instanceof Error ? MISSING.exec(cause.message)?.[1] : undefined;
  if (kernel === undefined) return cause;
  return new EngineError(`tfjs has no gradient for the kernel "${kernel}"`, {
    where: "engine/gradients",
    remedy:
      "Write the part with other operations (docs/operation-gradients.md), or pass what it reads through stopGradient.",
    cause,
  });
}

/**
 * Runs `work`; when it throws inside a gradient, frees what tfjs's tape had kept (tfjs forgets to).
 *
 * @throws EngineError for a kernel without gradient.
 */
export function guardTape<R>(work: () => R): R {
  const { state } = tf.engine();
  const outermost = state.gradientDepth === 0;
  try {
    return work();
  } catch (cause) {
    const tape = state.activeTape as { readonly saved?: tf.Tensor[] | null }[] | null;
    if (outermost && tape !== null && tape !== undefined) {
      for (const { saved } of tape) tf.dispose(saved ?? []);
      (state as { activeTape: unknown }).activeTape = null;
    }
    throw explained(cause);
  }
}
