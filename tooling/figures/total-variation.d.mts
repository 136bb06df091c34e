/** A grey picture `[height, width]`, which of its pixels are seen, and the weight of staying close to them. */
export interface TotalVariationProblem {
  readonly y: ArrayLike<number>;
  readonly mask?: ArrayLike<number>;
  readonly height: number;
  readonly width: number;
  readonly weight: number;
  readonly iterations?: number;
}
export function totalVariationObjective(u: ArrayLike<number>, problem: TotalVariationProblem): number;
export function restoreByTotalVariation(problem: TotalVariationProblem): Float64Array;
