import type { Named } from "@elbo/spec";

/** The same values under names that begin with another's: `z.mean`, `z/temperature`. */
export const prefixed = <V>(name: string, separator: "." | "/", record: Named<V> = {}): Named<V> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [`${name}${separator}${key}`, value]));
