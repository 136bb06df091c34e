import { countRows, type Points } from "../points/points.ts";
import { binsOf, columnOf, discreteInformation, entropyOf } from "./discrete-information.ts";

/** What a pair of equally long tables of codes and factors is not. */
export function checkPairs(codes: Points, factors: Points): void {
  const [left, right] = [countRows(codes), countRows(factors)];
  if (left !== right) throw new RangeError(`expected as many codes as factors, got ${left} and ${right}`);
}

/**
 * Mutual information gap (Chen et al. 2018, eq. 6): mean over factors v of (I(z_j; v) - I(z_k; v)) / H(v), j and k the two
 * codes that know most about v. Codes are cut into 20 bins of equal width, as in disentanglement_lib; factors that never
 * change are left out. 0 to 1; `codes` `[example, dimension]`, `factors` `[example, factor]`, whole numbers.
 */
export function mig(codes: Points, factors: Points, bins = 20): number {
  checkPairs(codes, factors);
  const columns = Array.from({ length: codes.columns }, (_, d) => binsOf(columnOf(codes, d), bins));
  const gaps: number[] = [];
  for (let f = 0; f < factors.columns; f++) {
    const factor = columnOf(factors, f);
    const entropy = entropyOf(factor);
    if (entropy === 0) continue;
    const [first = 0, second = 0] = columns.map((code) => discreteInformation(code, factor)).sort((a, b) => b - a);
    gaps.push((first - second) / entropy);
  }
  return gaps.reduce((a, b) => a + b, 0) / gaps.length;
}
