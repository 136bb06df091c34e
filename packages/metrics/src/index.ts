export { activeUnits, addMoments, noMoments, type UnitMoments } from "./active-units.ts";
export { bitsPerDimension } from "./bits-per-dimension.ts";
export { collapsed } from "./collapse.ts";
export { type LogSum, logMeanOf, logSumOf, mergeLogSums } from "./log-mean-exp.ts";
