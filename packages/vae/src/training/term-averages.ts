import type { Named } from "@elbo/spec";

/** Sums since the last log line; JSON keeps them exactly, so that a resumed log goes on unchanged. */
export type TermSums = Record<string, { sum: number; count: number }>;

/** Adds one step's terms. */
export function addTerms(sums: TermSums, terms: Named<number>): void {
  for (const [name, value] of Object.entries(terms)) {
    const entry = sums[name] ?? { sum: 0, count: 0 };
    sums[name] = { sum: entry.sum + value, count: entry.count + 1 };
  }
}

/** Means per term, over the steps in which the term was seen. */
export function meanTerms(sums: TermSums): Named<number> {
  return Object.fromEntries(Object.entries(sums).map(([name, { sum, count }]) => [name, sum / count]));
}
