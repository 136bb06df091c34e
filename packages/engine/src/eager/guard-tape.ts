import * as tf from "@tensorflow/tfjs-core";

/** Runs `work`; when it throws inside a gradient, frees what tfjs's tape had kept (tfjs forgets to). */
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
    throw cause;
  }
}
