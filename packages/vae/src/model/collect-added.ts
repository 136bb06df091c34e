import type { Context, Named } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";

/** A context that keeps what is added below it, so that a trace can hand it to the loss. */
export function collectAdded(context: Context): { readonly context: Context; readonly added: Named<tf.Tensor> } {
  const added: Record<string, tf.Tensor> = {};
  const wrap = (inner: Context, silent: boolean): Context => ({
    ...inner,
    at: (scope) => wrap(inner.at(scope), silent),
    quiet: () => wrap(inner.quiet(), true),
    add: (term, value) => {
      if (silent) return;
      added[term in added ? `${inner.path}/${term}` : term] = value;
    },
  });
  return { context: wrap(context, false), added };
}
