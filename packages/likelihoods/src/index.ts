export { type BernoulliConfig, bernoulliLikelihood, createBernoulli } from "./bernoulli.ts";
export { type BetaBinomialConfig, betaBinomialLikelihood, createBetaBinomial } from "./beta-binomial.ts";
export { type CategoricalConfig, categoricalLikelihood, createCategorical } from "./categorical.ts";
export { type ColumnsConfig, columnsLikelihood, createColumns } from "./columns.ts";
export {
  type ContinuousBernoulliConfig,
  continuousBernoulliLikelihood,
  createContinuousBernoulli,
} from "./continuous-bernoulli.ts";
export {
  createDiscretisedLogistic,
  type DiscretisedLogisticConfig,
  discretisedLogisticLikelihood,
} from "./discretised-logistic.ts";
export { createGaussian, type GaussianConfig, gaussianLikelihood } from "./gaussian.ts";
export type { GaussianParams } from "./gaussian-sigma.ts";
export { createLaplace, type LaplaceConfig, laplaceLikelihood } from "./laplace.ts";
export { createLogCosh, type LogCoshConfig, logCoshLikelihood } from "./log-cosh.ts";
export { createLogNormal, type LogNormalConfig, logNormalLikelihood } from "./log-normal.ts";
export {
  createMissingNotAtRandom,
  type MissingNotAtRandomConfig,
  missingNotAtRandomLikelihood,
} from "./missing-not-at-random.ts";
export { createModalities, type ModalitiesConfig, modalitiesLikelihood } from "./modalities/modalities.ts";
export {
  createNegativeBinomial,
  type NegativeBinomialConfig,
  type NegativeBinomialParams,
  negativeBinomialLikelihood,
} from "./negative-binomial.ts";
export { createOrdinal, type OrdinalConfig, type OrdinalParams, ordinalLikelihood } from "./ordinal.ts";
export { createPoisson, type PoissonConfig, poissonLikelihood } from "./poisson.ts";
export type { ScaleParams } from "./scale-option.ts";
export { createStudentT, type StudentTConfig, type StudentTParams, studentTLikelihood } from "./student-t.ts";
export { createZeroInflated, type ZeroInflatedConfig, zeroInflatedLikelihood } from "./zero-inflated.ts";
