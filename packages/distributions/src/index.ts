export { fromOrigin, moebius, seenFrom, type WrappedNormalParameters, wrappedNormal } from "./ball/wrapped-normal.ts";
export { continuousBernoulli } from "./bounded/continuous-bernoulli.ts";
export { type BetaBinomialParameters, betaBinomial } from "./counts/beta-binomial.ts";
export { negativeBinomial } from "./counts/negative-binomial.ts";
export { poisson } from "./counts/poisson.ts";
export { zeroInflated } from "./counts/zero-inflated.ts";
export { bernoulli } from "./discrete/bernoulli.ts";
export { type BernoulliVectorParameters, bernoulliVector } from "./discrete/bernoulli-vector.ts";
export { categorical } from "./discrete/categorical.ts";
export { type OneHotCategoricalParameters, oneHotCategorical } from "./discrete/one-hot-categorical.ts";
export {
  type DiscretisedLogisticColoursParameters,
  discretisedLogisticColours,
} from "./graded/discretised-logistic-colours.ts";
export {
  type DiscretisedLogisticMixtureParameters,
  discretisedLogisticMixture,
} from "./graded/discretised-logistic-mixture.ts";
export type { LogisticCells } from "./graded/logistic-cell.ts";
export { ordinal } from "./graded/ordinal.ts";
export { klByDimension, klDivergence } from "./kl/kl-divergence.ts";
export { monteCarloKl } from "./kl/monte-carlo-kl.ts";
export { siteKl } from "./kl/site-kl.ts";
export { type GaussianExpertsParameters, gaussianExperts } from "./mixture/gaussian-experts.ts";
export { type MixtureOfNormalsParameters, mixtureOfNormals } from "./mixture/mixture-of-normals.ts";
export { logProbByDimension } from "./normal/log-prob-by-dimension.ts";
export { type NormalCholeskyParameters, normalCholesky } from "./normal/normal-cholesky.ts";
export {
  type NormalDiagonal,
  type NormalDiagonalParameters,
  normal,
  normalDiagonal,
} from "./normal/normal-diagonal.ts";
export { type NormalLowRankParameters, normalLowRank } from "./normal/normal-low-rank.ts";
export { standardNormal } from "./normal/standard-normal.ts";
export { type PointMassParameters, pointMass } from "./point-mass.ts";
export { type BinaryConcreteParameters, binaryConcrete } from "./relaxed/binary-concrete.ts";
export { type ConcreteParameters, concrete } from "./relaxed/concrete.ts";
export type { Scored } from "./scored.ts";
export { gumbel } from "./special/gumbel.ts";
export { logMeanExp, logSumExp } from "./special/log-sum-exp.ts";
export { besselRatio, logIve } from "./sphere/bessel.ts";
export { powerSpherical } from "./sphere/power-spherical.ts";
export { directions, logArea, sphereUniform } from "./sphere/sphere-uniform.ts";
export { vonMisesFisher } from "./sphere/von-mises-fisher.ts";
export type { ZonalParameters } from "./sphere/zonal.ts";
export { hyperbolicSecant } from "./tailed/hyperbolic-secant.ts";
export { laplace } from "./tailed/laplace.ts";
export { logNormal } from "./tailed/log-normal.ts";
export { studentT } from "./tailed/student-t.ts";
export { transported } from "./transported.ts";
