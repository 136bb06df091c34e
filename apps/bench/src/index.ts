export { imageGrid } from "./images/image-grid.ts";
export { matrixConfig } from "./matrix/matrix-config.ts";
export { mergeConfig } from "./matrix/plan-runs.ts";
export { quickMatrix, quickRow } from "./matrix/quick.ts";
export { textTable } from "./results/format-figures.ts";
export type { Results, RunResult } from "./results/run-result.ts";
export { summarise } from "./results/summarise.ts";
export { type BenchProgress, type Place, runMatrix, type Sharing } from "./runner/run-matrix.ts";
