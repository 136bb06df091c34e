import { countRows, type Points } from "../points/points.ts";
import { columnOf } from "./discrete-information.ts";
import { checkPairs } from "./mig.ts";

const centred = (values: Float64Array): Float64Array => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.map((v) => v - mean);
};
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, i) => sum + v * (b[i] as number), 0);

/**
 * Separated attribute predictability (Kumar et al. 2018, section 3): mean over factors of the gap between the two codes
 * that explain it best, by the squared correlation R^2 of one code and one factor: the form for factors that have an order
 * (leave out those that have none). Codes with a variance below 1e-12 explain nothing, as in disentanglement_lib. 0 to 1.
 */
export function sap(codes: Points, factors: Points): number {
  checkPairs(codes, factors);
  const rows = countRows(codes);
  const columns = Array.from({ length: codes.columns }, (_, d) => centred(columnOf(codes, d)));
  const gaps = Array.from({ length: factors.columns }, (_, f) => {
    const factor = centred(columnOf(factors, f));
    const scores = columns.map((code) => {
      const [variance, other] = [dot(code, code), dot(factor, factor)];
      return variance / (rows - 1) > 1e-12 && other > 0 ? dot(code, factor) ** 2 / variance / other : 0;
    });
    const [first = 0, second = 0] = scores.sort((a, b) => b - a);
    return first - second;
  });
  return gaps.reduce((a, b) => a + b, 0) / gaps.length;
}
