import type { Context } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";

/** A context in which the parameters in `still` keep their state: updates of them are dropped. */
export function stillState(context: Context, still: ReadonlySet<tf.Tensor>): Context {
  return {
    ...context,
    at: (scope) => stillState(context.at(scope), still),
    quiet: () => stillState(context.quiet(), still),
    update: (state, next) => {
      if (!still.has(state)) context.update(state, next);
    },
  };
}
