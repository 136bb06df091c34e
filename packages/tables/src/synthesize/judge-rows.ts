import { association } from "./association.ts";
import { marginalDistance } from "./marginals.ts";
import { type Privacy, privacyOf } from "./privacy.ts";
import type { TypedRows } from "./typed-rows.ts";
import { type Utility, utilityOf } from "./utility.ts";

/** What made-up rows are worth. */
export interface Judgement {
  /** By column: how far its distribution is from that of the training rows, and how far that of held-out rows is. */
  readonly marginals: Readonly<Record<string, { readonly synthetic: number; readonly heldOut: number }>>;
  /** Mean absolute difference of the association of two columns, over all pairs, and the pair that is off most. */
  readonly associations: {
    readonly synthetic: number;
    readonly heldOut: number;
    readonly worst: readonly [string, string];
  };
  readonly privacy: Privacy;
  readonly utility?: Utility;
}

/** Compares made-up rows with real ones: those that the model was trained on, and those that were held out. */
export function judgeRows(
  synthetic: TypedRows,
  { train, heldOut }: { readonly train: TypedRows; readonly heldOut: TypedRows },
  target?: string,
): Judgement {
  const { columns } = train;
  const marginals = columns.map(({ name }, column): [string, Judgement["marginals"][string]] => [
    name,
    { synthetic: marginalDistance(train, synthetic, column), heldOut: marginalDistance(train, heldOut, column) },
  ]);
  let [off, natural, pairs, most] = [0, 0, 0, -1];
  let worst: readonly [string, string] = ["", ""];
  for (let a = 0; a < columns.length; a++) {
    for (let b = a + 1; b < columns.length; b++) {
      const real = association(train, a, b);
      const difference = Math.abs(association(synthetic, a, b) - real);
      off += difference;
      natural += Math.abs(association(heldOut, a, b) - real);
      pairs++;
      if (difference <= most) continue;
      most = difference;
      worst = [columns[a]?.name as string, columns[b]?.name as string];
    }
  }
  return {
    marginals: Object.fromEntries(marginals),
    associations: { synthetic: off / Math.max(1, pairs), heldOut: natural / Math.max(1, pairs), worst },
    privacy: privacyOf(synthetic, { train, heldOut }),
    ...(target === undefined ? {} : { utility: utilityOf(target, { train, heldOut, synthetic }) }),
  };
}
