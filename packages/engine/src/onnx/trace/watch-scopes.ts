import type { Context } from "@elbo/spec";

/** The same context, telling `seen` each scope that the program enters: an error can then name the part at work. */
export function watchScopes(context: Context, seen: (path: string) => void): Context {
  return {
    ...context,
    at: (scope) => {
      const inner = context.at(scope);
      seen(inner.path);
      return watchScopes(inner, seen);
    },
    quiet: () => watchScopes(context.quiet(), seen),
  };
}
