export { createWrappedNormal, type WrappedNormalConfig, wrappedNormalPrior } from "./ball/wrapped-normal.ts";
export { type CodesUniformConfig, codesUniformPrior, createCodesUniform } from "./codes/codes-uniform.ts";
export {
  type ConditionalConfig,
  type ConditionalParams,
  conditionalPrior,
  createConditional,
} from "./conditional/conditional.ts";
export { type BernoulliConfig, bernoulliPrior, createBernoulli } from "./discrete/bernoulli.ts";
export {
  type CategoricalConfig,
  categoricalPrior,
  createCategorical,
  type LogitParams,
} from "./discrete/categorical.ts";
export { createExemplar, type ExemplarConfig, type ExemplarParams, exemplarPrior } from "./exemplar/exemplar.ts";
export type { FlowPriorParams } from "./flows/flow-prior.ts";
export { createMaf, type MafConfig, mafPrior } from "./flows/maf.ts";
export { createRealNvp, type RealNvpConfig, realNvpPrior } from "./flows/realnvp.ts";
export { createSpline, type SplineConfig, splinePrior } from "./flows/spline.ts";
export { createMixture, type MixtureConfig, type MixtureParams, mixturePrior } from "./gaussian/mixture.ts";
export { createStandardNormal, type StandardNormalConfig, standardNormalPrior } from "./gaussian/standard-normal.ts";
export {
  createGatedPixelCnn,
  type GatedPixelCnnConfig,
  gatedPixelCnnPrior,
} from "./pixel-cnn/gated-pixel-cnn.ts";
export { createPixelCnn, type PixelCnnConfig, pixelCnnPrior } from "./pixel-cnn/pixel-cnn.ts";
export { createLars, type LarsConfig, type LarsParams, larsPrior } from "./resampled/lars.ts";
export { createSphereUniform, type SphereUniformConfig, sphereUniformPrior } from "./sphere/sphere-uniform.ts";
export { createTransformer, type TransformerConfig, transformerPrior } from "./transformer/transformer.ts";
export { createVamp, type VampConfig, type VampParams, vampPrior } from "./vamp/vamp.ts";
