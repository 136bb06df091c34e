export { createElbo, type ElboConfig, elboLoss } from "./bounds/elbo.ts";
export { createIwae, type IwaeConfig, iwaeLoss } from "./bounds/iwae.ts";
export type { DiscriminatorParams } from "./factor/discriminator.ts";
export { createFactor, type FactorConfig, factorLoss } from "./factor/factor.ts";
