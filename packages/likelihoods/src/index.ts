export { type BernoulliConfig, bernoulliLikelihood, createBernoulli } from "./bernoulli.ts";
export { type CategoricalConfig, categoricalLikelihood, createCategorical } from "./categorical.ts";
export { createGaussian, type GaussianConfig, type GaussianParams, gaussianLikelihood } from "./gaussian.ts";
export { createModalities, type ModalitiesConfig, modalitiesLikelihood } from "./modalities/modalities.ts";
