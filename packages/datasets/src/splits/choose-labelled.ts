import { DataError } from "@elbo/spec";
import { z } from "zod";
import { seededOrder } from "./hold-out.ts";

/** Config field: how many training labels a semi-supervised model may see. */
export const labelledField = z
  .number()
  .int()
  .min(1)
  .optional()
  .describe(
    "Training examples whose label is known, as many of each class, chosen by the seed: the data get a field label.known; all others stay, unlabelled",
  );

/** How many to choose, and for whom the error speaks. */
export interface Choice {
  readonly count: number;
  readonly categories: number;
  readonly seed: number;
  readonly where: string;
  /** The config field that asks for it, which names the order, too. */
  readonly field?: string;
}

/** Config field: how many of the training examples there are to be. */
export const examplesField = z
  .number()
  .int()
  .min(1)
  .optional()
  .describe("Training examples to keep, as many of each class, chosen by the seed, validation among them; absent: all");

/**
 * Chooses `count` of the examples `rows`, as many of each class (the first classes one more where it does not divide): 1 for
 * those chosen, by row of the whole file.
 *
 * @throws DataError when a class has fewer examples than its share.
 */
export function chooseLabelled(
  labels: Int32Array,
  rows: Int32Array,
  { count, categories, seed, where, field = "labelled" }: Choice,
): Uint8Array {
  const chosen = new Uint8Array(labels.length);
  const share = Array.from(
    { length: categories },
    (_, k) => Math.floor(count / categories) + (k < count % categories ? 1 : 0),
  );
  const left = [...share];
  for (const at of seededOrder(rows.length, seed, field)) {
    const row = rows[at] as number;
    const label = labels[row] as number;
    if ((left[label] as number) === 0) continue;
    left[label] = (left[label] as number) - 1;
    chosen[row] = 1;
  }
  const short = left.findIndex((missing) => missing > 0);
  if (short >= 0) {
    throw new DataError(`class ${short} has too few examples`, {
      where,
      expected: `${share[short]} of each class`,
      received: String((share[short] as number) - (left[short] as number)),
      remedy: `Lower \`${field}\`.`,
    });
  }
  return chosen;
}
