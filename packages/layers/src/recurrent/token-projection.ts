import type * as tf from "@tensorflow/tfjs-core";

/** A table this many times taller than wide costs more to look up in after projecting it than before. */
const TALL = 2;

/**
 * Is it less work to project every row of a table `[rows, width]` and look tokens up in that, than the other way round? Where
 * the table has no more rows than tokens and is not much taller than wide.
 */
export function projectsFirst(table: tf.Tensor, tokens: tf.Tensor, width: number): boolean {
  const rows = table.shape[0] as number;
  return rows <= tokens.size && rows <= TALL * width;
}
