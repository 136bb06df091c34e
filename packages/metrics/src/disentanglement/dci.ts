import { countRows, type Points } from "../points/points.ts";
import { type BoostingOptions, boostedTrees } from "../probes/boosted-trees.ts";
import { columnOf } from "./discrete-information.ts";
import { checkPairs } from "./mig.ts";

/** Disentanglement, completeness, informativeness, each 0 to 1. */
export interface Dci {
  readonly disentanglement: number;
  readonly completeness: number;
  /** Mean test accuracy over factors. */
  readonly informativeness: number;
}

/** 1 - entropy of a share among `values.length`, to that base: 1 where there is one value. */
const sharpness = (values: readonly number[]): number => {
  if (values.length === 1) return 1;
  const raised = values.map((v) => v + 1e-11);
  const total = raised.reduce((a, b) => a + b, 0);
  const entropy = raised.reduce((sum, v) => sum - (v / total) * Math.log(v / total), 0);
  return 1 - entropy / Math.log(values.length);
};

/**
 * Disentanglement (does a code know one factor?) and completeness (is a factor in one code?) of importances
 * `[code, factor]`, weighted by the share of each row and column (Eastwood & Williams 2018, section 2).
 */
export function dciOfImportances(importances: readonly (readonly number[])[]): Omit<Dci, "informativeness"> {
  const factors = importances[0]?.length ?? 0;
  const columns = Array.from({ length: factors }, (_, f) => importances.map((row) => row[f] as number));
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const total = sum(importances.map(sum)) || 1;
  const weighted = (groups: readonly (readonly number[])[]) =>
    sum(groups.map((group) => (sharpness(group) * sum(group)) / total));
  return { disentanglement: weighted(importances), completeness: weighted(columns) };
}

/**
 * DCI (Eastwood & Williams 2018) as disentanglement_lib has it: gradient-boosted trees tell each factor from the codes;
 * their importances give disentanglement and completeness, their accuracy on other examples informativeness.
 */
export function dci(
  training: { readonly codes: Points; readonly factors: Points },
  held: { readonly codes: Points; readonly factors: Points },
  options: BoostingOptions = {},
): Dci {
  checkPairs(training.codes, training.factors);
  checkPairs(held.codes, held.factors);
  const { codes, factors } = training;
  const importances = Array.from({ length: codes.columns }, () => new Array<number>(factors.columns).fill(0));
  let accuracy = 0;
  for (let f = 0; f < factors.columns; f++) {
    const trees = boostedTrees(codes, columnOf(factors, f), options);
    trees.importances.forEach((share, d) => {
      (importances[d] as number[])[f] = share;
    });
    const found = trees.predict(held.codes);
    const truth = columnOf(held.factors, f);
    accuracy += found.filter((label, i) => label === truth[i]).length / countRows(held.codes) / factors.columns;
  }
  return { ...dciOfImportances(importances), informativeness: accuracy };
}
