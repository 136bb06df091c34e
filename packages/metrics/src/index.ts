export { auroc } from "./detection/auroc.ts";
export { thresholdAt } from "./detection/threshold.ts";
export { type Dci, dci, dciOfImportances } from "./disentanglement/dci.ts";
export { activeDimensions, factorVaeScore, factorVote, type Vote } from "./disentanglement/factor-vae-score.ts";
export { mig } from "./disentanglement/mig.ts";
export { sap } from "./disentanglement/sap.ts";
export { type UmapOptions, umap } from "./embedding/umap.ts";
export { psnr } from "./images/psnr.ts";
export { ssim } from "./images/ssim.ts";
export { activeUnits, addMoments, noMoments, type UnitMoments } from "./information/active-units.ts";
export {
  type Aggregate,
  addLogSums,
  addPosteriors,
  aggregateAt,
  type Information,
  informationOf,
} from "./information/aggregate-posterior.ts";
export { collapsed } from "./information/collapse.ts";
export { type Estimator, minibatchStratified, minibatchWeighted } from "./information/minibatch.ts";
export { bitsPerDimension } from "./likelihood/bits-per-dimension.ts";
export { type LogSum, logMeanOf, logSumOf, mergeLogSums } from "./likelihood/log-mean-exp.ts";
export { type NearRow, nearestRows } from "./points/nearest-rows.ts";
export { columnMeans, columnVariances, covariance, type Points } from "./points/points.ts";
export { type BoostedTrees, type BoostingOptions, boostedTrees } from "./probes/boosted-trees.ts";
export { fitLogistic, type LogisticModel, type LogisticOptions } from "./probes/logistic.ts";
export { accuracyOf, nearestNeighbours } from "./probes/nearest-neighbours.ts";
export { frechetDistance, type Gaussian, gaussianOf } from "./samples/frechet.ts";
export { kernelDistance } from "./samples/kernel-distance.ts";
export { type Coverage, manifoldCoverage } from "./samples/manifold.ts";
