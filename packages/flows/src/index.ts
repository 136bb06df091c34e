export { composeFlows, composeMaps, invertMap } from "./compose.ts";
export { affine, gated, invertElements } from "./elementwise/affine.ts";
export { rationalQuadratic, type SplineOptions } from "./elementwise/rational-quadratic.ts";
export { type ActNormParams, actNorm } from "./linear/act-norm.ts";
export { permutation, reversal } from "./linear/permutation.ts";
export type { Bijection, ElementMap, Flow, Mapped, Moved, VectorMap } from "./map.ts";
export { type AutoregressiveOptions, autoregressive } from "./nets/autoregressive.ts";
export { type CouplingOptions, coupling } from "./nets/coupling.ts";
export type { NetOptions } from "./nets/steered-net.ts";
export { householder } from "./orthogonal/householder.ts";
export { orthogonalise } from "./orthogonal/orthogonalise.ts";
export {
  columnsOf,
  type OrthonormalColumns,
  reflections,
  type SylvesterParameters,
  sylvester,
} from "./orthogonal/sylvester.ts";
export { type PlanarParameters, planar } from "./planar/planar.ts";
export { type RadialParameters, radial } from "./planar/radial.ts";
export { flatten, type Pushforward, pushforward, unflatten } from "./pushforward.ts";
