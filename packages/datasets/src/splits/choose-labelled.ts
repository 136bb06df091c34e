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

/**
 * Chooses `count` of the examples `rows`, as many of each class (the first classes one more where it does not divide): 1 for
 * those chosen, by row of the whole file.
 *
 * @throws DataError when a class has fewer examples than its share.
 */
export function chooseLabelled(
  labels: Int32Array,
  rows: Int32Array,
  { count, categories, seed, where }: { count: number; categories: number; seed: number; where: string },
): Uint8Array {
  const chosen = new Uint8Array(labels.length);
  const share = Array.from(
    { length: categories },
    (_, k) => Math.floor(count / categories) + (k < count % categories ? 1 : 0),
  );
  const left = [...share];
  for (const at of seededOrder(rows.length, seed, "labelled")) {
    const row = rows[at] as number;
    const label = labels[row] as number;
    if ((left[label] as number) === 0) continue;
    left[label] = (left[label] as number) - 1;
    chosen[row] = 1;
  }
  const short = left.findIndex((missing) => missing > 0);
  if (short >= 0) {
    throw new DataError(`class ${short} has too few examples to be labelled`, {
      where,
      expected: `${share[short]} of each class`,
      received: String((share[short] as number) - (left[short] as number)),
      remedy: "Lower `labelled`.",
    });
  }
  return chosen;
}
