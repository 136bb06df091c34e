/** What assembly/optimisers.ts exports; the order of arguments is told there. */
export interface WasmExports {
  sumOfSquares(gradient: number, length: number): number;
  adam(...shared: number[]): void;
  adamAverage(...shared: number[]): void;
  penalise(weights: number, gradient: number, length: number, scale: number, decay: number): void;
  sgd(weights: number, gradient: number, length: number, scale: number, decay: number, rate: number): void;
  sgdMomentum(...all: number[]): void;
  rmsprop(...all: number[]): void;
  adamax(...all: number[]): void;
  adagrad(...all: number[]): void;
  average(weights: number, average: number, length: number, rest: number): void;
}
