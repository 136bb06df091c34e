export {
  type BinaryConcreteConfig,
  binaryConcretePosterior,
  createBinaryConcrete,
} from "./posteriors/binary-concrete.ts";
export { createDeterministic, type DeterministicConfig, deterministicPosterior } from "./posteriors/deterministic.ts";
export { createExperts, type ExpertsConfig, expertsPosterior } from "./posteriors/experts.ts";
export { createFiniteScalar, type FiniteScalarConfig, finiteScalarPosterior } from "./posteriors/finite-scalar.ts";
export {
  createFullCovariance,
  type FullCovarianceConfig,
  fullCovariancePosterior,
} from "./posteriors/full-covariance.ts";
export { createGaussian, type GaussianConfig, gaussianPosterior } from "./posteriors/gaussian.ts";
export { createGumbelSoftmax, type GumbelSoftmaxConfig, gumbelSoftmaxPosterior } from "./posteriors/gumbel-softmax.ts";
export { createLowRank, type LowRankConfig, lowRankPosterior } from "./posteriors/low-rank.ts";
export {
  createPowerSpherical,
  type PowerSphericalConfig,
  powerSphericalPosterior,
} from "./posteriors/power-spherical.ts";
export { createResidualVq, type ResidualVqConfig, residualVqPosterior } from "./posteriors/residual-vq.ts";
export {
  createVonMisesFisher,
  type VonMisesFisherConfig,
  vonMisesFisherPosterior,
} from "./posteriors/von-mises-fisher.ts";
export { createVq, type VqConfig, vqPosterior } from "./posteriors/vq.ts";
export {
  createWrappedNormal,
  type WrappedNormalConfig,
  wrappedNormalPosterior,
} from "./posteriors/wrapped-normal.ts";
export { type BottomUpConfig, type BottomUpState, bottomUpLatents, createBottomUp } from "./structures/bottom-up.ts";
export { createJoint, type JointConfig, jointLatents } from "./structures/joint.ts";
export { createM2, type M2Config, type M2State, m2Latents } from "./structures/m2.ts";
export { createMixture, type MixtureConfig, type MixtureState, mixtureLatents } from "./structures/mixture.ts";
export { createSingle, type SingleConfig, type SingleParams, singleLatents } from "./structures/single.ts";
export { createTopDown, type TopDownConfig, type TopDownState, topDownLatents } from "./structures/top-down.ts";
export { createTopDownGrids, type TopDownGridsConfig, topDownGridsLatents } from "./structures/top-down-grids.ts";
export {
  createHamiltonian,
  type HamiltonianConfig,
  type HamiltonianParams,
  hamiltonianTransport,
} from "./transports/hamiltonian.ts";
export { createHouseholder, type HouseholderConfig, householderTransport } from "./transports/householder.ts";
export { createIaf, type IafConfig, iafTransport } from "./transports/iaf.ts";
export { createPlanar, type PlanarConfig, planarTransport } from "./transports/planar.ts";
export { createRadial, type RadialConfig, radialTransport } from "./transports/radial.ts";
export { createRealNvp, type RealNvpConfig, realNvpTransport } from "./transports/realnvp.ts";
export {
  createRiemannian,
  type RiemannianConfig,
  type RiemannianParams,
  riemannianTransport,
} from "./transports/riemannian.ts";
export { createSpline, type SplineConfig, splineTransport } from "./transports/spline.ts";
export { createSylvester, type SylvesterConfig, sylvesterTransport } from "./transports/sylvester.ts";
