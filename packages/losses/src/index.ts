export { type CiwaeConfig, ciwaeLoss, createCiwae } from "./bounds/ciwae.ts";
export { createDreg, type DregConfig, dregLoss } from "./bounds/dreg.ts";
export { createElbo, type ElboConfig, elboLoss } from "./bounds/elbo.ts";
export { createIwae, type IwaeConfig, iwaeLoss } from "./bounds/iwae.ts";
export { createMiwae, type MiwaeConfig, miwaeLoss } from "./bounds/miwae.ts";
export { createPiwae, type PiwaeConfig, piwaeLoss } from "./bounds/piwae.ts";
export { createStl, type StlConfig, stlLoss } from "./bounds/stl.ts";
export type { DiscriminatorParams } from "./factor/discriminator.ts";
export { createFactor, type FactorConfig, factorLoss } from "./factor/factor.ts";
