import type { Named } from "@elbo/spec";

/** Entries `name.key` of a record, by `key`. */
export const entriesOf = <V>(all: Named<V>, name: string): Record<string, V> =>
  Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) =>
      key.startsWith(`${name}.`) ? [[key.slice(name.length + 1), value] as const] : [],
    ),
  );

/** Entries by `name.key`. */
export const entriesAs = <V>(own: Named<V>, name: string): Record<string, V> =>
  Object.fromEntries(Object.entries(own).map(([key, value]) => [`${name}.${key}`, value]));

/** Fields of a batch that belong to all modalities. */
const shared = ["weight", "condition"];

/**
 * Fields (or their tensors) as a part sees them that knows one modality only: `name` is called x, `name.mask` is called
 * x.mask, and so on; `weight` and `condition` stay, other modalities are gone.
 */
export const asX = <V>(fields: Named<V>, name: string): Record<string, V> => {
  const own = Object.keys(fields).flatMap((key): [string, string][] => {
    if (shared.includes(key)) return [[key, key]];
    return key === name || key.startsWith(`${name}.`) ? [[key, `x${key.slice(name.length)}`]] : [];
  });
  return Object.fromEntries(own.map(([from, to]) => [to, fields[from] as V]));
};
