export interface Comparison {
  readonly examples: number;
  readonly best: number;
  readonly exact: number;
  readonly noiseVariance: { readonly best: number; readonly trained: number };
  readonly diagonalLoss: number;
  readonly elbo: { readonly mean: number; readonly error: number };
  readonly bounds: readonly { readonly draws: number; readonly mean: number; readonly error: number }[];
}
export function compareWithExact(
  run: string,
  options: {
    readonly split: "train" | "validation" | "test";
    readonly examples?: number;
    readonly importance: readonly number[];
    readonly seeds: number;
  },
): Promise<Comparison>;
