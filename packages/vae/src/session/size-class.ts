/**
 * How many rows to compute for `count` of them: the next power of two, at most `largest`. A session that is asked for
 * one, three and a hundred compiles few programs, and computes less than twice of what is wanted.
 */
export const sizeClass = (count: number, largest = Number.POSITIVE_INFINITY): number =>
  Math.min(2 ** Math.ceil(Math.log2(Math.max(1, count))), largest);
